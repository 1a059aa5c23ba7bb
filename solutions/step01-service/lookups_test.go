package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/orderdb"
	"example.com/metricsworkshop/internal/verdict"
)

// TestCustomerOrders proves task 1.4: rows are read, checked and closed.
func TestCustomerOrders(t *testing.T) {
	v := verdict.For(t, "1.4")
	rows := []orderdb.Row{
		{"id": int64(9), "customer_id": "ann", "merchant_id": "warung", "driver_id": "dan", "state": "COMPLETE"},
		{"id": int64(7), "customer_id": "ann", "merchant_id": "warung", "state": "CREATED"},
	}
	tests := []struct {
		name   string
		answer func(db *orderdb.DB)
		want   string // what comes back; an error's text is the end of it
		why    string
	}{
		{"the customer has two orders", func(db *orderdb.DB) { db.AnswerQuery(rows...).RowsWillBeClosed() },
			"[{9 ann warung dan COMPLETE} {7 ann warung  CREATED}], error <nil>", "each row is an order, and a driver that is NULL becomes the empty string, which COALESCE does"},
		{"the customer has none", func(db *orderdb.DB) { db.AnswerQuery().RowsWillBeClosed() },
			"[], error <nil>", "an empty list is not nil: nil becomes null in JSON, and clients loop over it"},
		{"the query fails", func(db *orderdb.DB) { db.FailQuery(errDatabase) },
			"nil, error … " + errDatabase.Error(), "an error must not look like a customer without orders"},
		{"the second row cannot be read", func(db *orderdb.DB) { db.FailRow(1, errDatabase, rows...).RowsWillBeClosed() },
			"nil, error … " + errDatabase.Error(), "rows.Next is false at the end and at an error: only rows.Err tells which, or half a list looks whole"},
		{"an id that is no number does not scan", func(db *orderdb.DB) {
			db.AnswerQuery(orderdb.Row{"id": "seven", "customer_id": "ann", "merchant_id": "warung", "driver_id": "dan", "state": "COMPLETE"}, rows[1]).RowsWillBeClosed()
		}, `nil, error … invalid syntax`, "a row that does not scan is an error, and the rows are closed all the same"},
	}
	for _, tt := range tests {
		db := orderdb.New(t)
		tt.answer(db)
		var orders []Order
		err := verdict.Call(func() (err error) {
			orders, err = NewRepository(db.DB).CustomerOrders(t.Context(), "ann")
			return err
		})
		called := "CustomerOrders(ctx, \"ann\")\nwhere " + tt.name
		got := fmt.Sprintf("%v, error %v", orders, err)
		if orders == nil {
			got = fmt.Sprintf("nil, error %v", err)
		}
		wantText, wantError, fails := strings.Cut(tt.want, ", error … ")
		if (!fails && got != wantText) || (fails && (err == nil || !strings.HasSuffix(err.Error(), wantError))) {
			v.Wrong(verdict.Finding{Called: called, Got: got, Want: tt.want, Why: tt.why})
		}
		if unmet := db.Mock.ExpectationsWereMet(); unmet != nil {
			got, _, _ := strings.Cut(unmet.Error(), ":")
			v.Wrong(verdict.Finding{Called: called, Got: "sqlmock: " + got, Want: "the query was sent, and its rows were closed",
				Why: "open rows keep their connection: the next caller needs a new one. defer rows.Close() holds on every way out"})
		}
	}
	db := orderdb.New(t)
	db.AnswerQuery(rows...)
	NewRepository(db.DB).CustomerOrders(t.Context(), "ann") // what it returns was judged above
	if finding := orderdb.CheckNewest("customer_id", "ann", db.Statements()); finding != nil {
		finding.Called = `CustomerOrders(ctx, "ann")`
		v.Wrong(*finding)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	db = orderdb.New(t)
	db.AnswerQuery(rows...)
	if _, err := NewRepository(db.DB).CustomerOrders(cancelled, "ann"); !errors.Is(err, context.Canceled) {
		v.Wrong(verdict.Finding{Called: "CustomerOrders(ctx, \"ann\")\nwhere the caller has hung up", Got: fmt.Sprintf("error %v", err),
			Want: "context.Canceled, and no statement", Why: "QueryContext(ctx, …) stops when nobody waits any more; Query does not"})
	}
}

// TestLookups checks the three given lookups, with the mock's connections
// closed and no goroutine left.
func TestLookups(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	db := orderdb.New(t)
	defer db.Close()
	v := verdict.For(t, "")
	r := NewRepository(db.DB)
	riding := orderdb.Row{"id": int64(9), "customer_id": "ann", "merchant_id": "warung", "driver_id": "dan", "state": "DRIVER_OTW_TO_PICKUP"}
	check := func(called string, got any, err error, want string) {
		got = fmt.Sprintf("%v, error %v", got, err)
		value, cause, fails := strings.Cut(want, " … ") // its wording is free
		if got != want && !(fails && strings.HasPrefix(got.(string), value) && strings.HasSuffix(got.(string), cause)) {
			v.Wrong(verdict.Finding{Called: called, Got: got.(string), Want: want})
		}
	}

	db.AnswerQuery(riding, riding, riding)
	waiting, err := r.MerchantQueue(t.Context(), "warung")
	wantArgs(v, `MerchantQueue(ctx, "warung")`, db, "warung", "WAITING_FOR_DRIVER_ALLOCATION")
	check("MerchantQueue: three wait", waiting, err, "3, error <nil>")
	db.FailQuery(errDatabase)
	waiting, err = r.MerchantQueue(t.Context(), "warung")
	check("MerchantQueue: the query fails", waiting, err, "0, error … the database said no")
	db.FailRow(1, errDatabase, riding, riding)
	waiting, err = r.MerchantQueue(t.Context(), "warung")
	check("MerchantQueue: the second row cannot be read", waiting, err, "0, error … the database said no")

	db.AnswerQuery(riding)
	order, err := r.DriverCurrent(t.Context(), "dan")
	wantArgs(v, `DriverCurrent(ctx, "dan")`, db, "dan", "DRIVER_OTW_TO_PICKUP", "DRIVER_OTW_TO_DESTINATION")
	check("DriverCurrent: one is on the way", order, err, "{9 ann warung dan DRIVER_OTW_TO_PICKUP}, error <nil>")
	db.AnswerQuery()
	order, err = r.DriverCurrent(t.Context(), "dan")
	check("DriverCurrent: none is", order, err, "{0    }, error current order of driver: no such order")

	db.AnswerQuery(riding)
	busy, err := r.DriverBusy(t.Context(), "dan")
	wantArgs(v, `DriverBusy(ctx, "dan")`, db, "dan", "DRIVER_OTW_TO_PICKUP", "DRIVER_OTW_TO_DESTINATION")
	check("DriverBusy: one is on the way", busy, err, "true, error <nil>")
	db.AnswerQuery()
	busy, err = r.DriverBusy(t.Context(), "dan")
	check("DriverBusy: none is", busy, err, "false, error <nil>")

	if unmet := db.Mock.ExpectationsWereMet(); unmet != nil {
		t.Error(unmet)
	}
}
