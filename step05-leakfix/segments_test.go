package main

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"github.com/newrelic/go-agent/v3/newrelic"

	"example.com/metricsworkshop/internal/orderdb"
	"example.com/metricsworkshop/internal/segmenttest"
	"example.com/metricsworkshop/internal/verdict"
)

// The columns of an order, as the lookups ask for them.
var (
	row9 = segmenttest.Row{int64(9), "ann", "warung", "dan", "DRIVER_OTW_TO_PICKUP"}
	row7 = segmenttest.Row{int64(7), "ann", "warung", "", "CREATED"}
)

// judge adds what is wrong in what the agent reported.
func judge(v *verdict.Verdict, nr *segmenttest.Agent) {
	for _, finding := range nr.Judge() {
		v.Wrong(finding)
	}
}

// TestStartDataSegment proves task 3.1: a segment in the transaction, about what
// the caller says.
func TestStartDataSegment(t *testing.T) {
	v := verdict.For(t, "3.1")
	for _, tt := range []struct {
		op, table string
		product   newrelic.DatastoreProduct
	}{
		{"findOrder", "orders", newrelic.DatastoreMySQL},
		{"insertDriver", "drivers", newrelic.DatastorePostgres},
	} {
		nr := segmenttest.Start(t)
		db := nr.DB()
		db.Answer(row7)
		called := fmt.Sprintf("StartDataSegmentNowForDataStore(%q, %q, txn, %q), around a query and its row", tt.op, tt.table, tt.product)
		want := segmenttest.Segment{Product: string(tt.product), Collection: tt.table, Operation: tt.op}
		if s := StartDataSegmentNowForDataStore(tt.op, tt.table, nr.App.StartTransaction("any"), tt.product); s.StartTime == (newrelic.SegmentStartTime{}) {
			finding := verdict.Finding{Called: called, Got: "a segment without StartTime", Want: "StartTime: txn.StartSegmentNow()",
				Why: "looks like StartTime never set: End does nothing for a segment whose clock nobody started"}
			if s.Product == "" && s.Collection == "" && s.Operation == "" {
				finding.Got, finding.Want = "a segment with nothing set", "StartTime, Product, Collection and Operation set"
				finding.Why = "there is a transaction, so there is something to time: the empty segment is for no transaction"
			}
			v.Wrong(finding)
			continue
		}
		nr.Call(called, []segmenttest.Segment{want}, func(ctx context.Context) error {
			segment := StartDataSegmentNowForDataStore(tt.op, tt.table, newrelic.FromContext(ctx), tt.product)
			defer segment.End()
			var id int64
			return db.QueryRowContext(ctx, "SELECT id FROM "+tt.table).Scan(&id)
		})
		judge(v, nr)
	}
	err := verdict.Call(func() error {
		segment := StartDataSegmentNowForDataStore("findOrder", "orders", nil, newrelic.DatastoreMySQL)
		segment.End()
		return nil
	})
	if err != nil {
		v.Wrong(verdict.Finding{Called: `StartDataSegmentNowForDataStore("findOrder", "orders", nil, "MySQL")`, Got: err.Error(), Want: "a segment that does nothing",
			Why: "without an agent, or outside a request, there is no transaction: that must never be the end of a query"})
	}
}

// needSegments skips a test of queries until task 3.1 makes segments at all.
func needSegments(t *testing.T) {
	nr := segmenttest.Start(t)
	segment := StartDataSegmentNowForDataStore("findOrder", "orders", nr.App.StartTransaction("any"), newrelic.DatastoreMySQL)
	if segment.Operation == "" {
		t.Skip("needs task 3.1: StartDataSegmentNowForDataStore makes no segments yet")
	}
}

// customerOrdersCases are ways in which the query of CustomerOrders may end.
var customerOrdersCases = []struct {
	name   string
	answer func(db *segmenttest.DB)
	orders int
	fails  bool
}{
	{"the customer has two orders", func(db *segmenttest.DB) { db.Answer(row9, row7) }, 2, false},
	{"the customer has none", func(db *segmenttest.DB) { db.Answer() }, 0, false},
	{"the query fails", func(db *segmenttest.DB) { db.Fail(errDatabase) }, 0, true},
	{"the second row cannot be read", func(db *segmenttest.DB) { db.FailRow(1, errDatabase, row9, row7) }, 0, true},
	{"an id that is no number does not scan", func(db *segmenttest.DB) { db.Answer(segmenttest.Row{"nine", "ann", "warung", "", "CREATED"}) }, 0, true},
}

// TestCustomerOrdersSegment proves task 3.2: one segment, around the query and all
// its rows, however it ends.
func TestCustomerOrdersSegment(t *testing.T) {
	v := verdict.For(t, "3.2")
	nr := segmenttest.Start(t)
	db := nr.DB()
	for _, tt := range customerOrdersCases {
		tt.answer(db)
		called := "CustomerOrders(ctx, \"ann\")\nwhere " + tt.name
		var orders []Order
		err := nr.Call(called, segmenttest.MySQL("orders", "findCustomerOrders"), func(ctx context.Context) (err error) {
			orders, err = NewRepository(db.DB).CustomerOrders(ctx, "ann")
			return err
		})
		if len(orders) != tt.orders || (err != nil) != tt.fails {
			v.Wrong(verdict.Finding{Called: called, Got: fmt.Sprintf("%d orders, error %v", len(orders), err), Want: fmt.Sprintf("%d orders, an error: %v", tt.orders, tt.fails),
				Why: "what a method answers must not change because somebody measures it"})
		}
	}
	judge(v, nr)
	if v.OK() {
		mockedCustomerOrders(t, v)
	}
}

// mockedCustomerOrders asks sqlmock whether the rows are still closed, and the
// table of New Relic whether both calls are in it.
func mockedCustomerOrders(t *testing.T, v *verdict.Verdict) {
	nr, db := segmenttest.Start(t), orderdb.New(t)
	db.AnswerQuery(order7).RowsWillBeClosed()
	db.AnswerQuery(orderdb.Row{"id": "seven", "customer_id": "ann", "merchant_id": "warung", "state": "CREATED"}, order7).RowsWillBeClosed()
	for range 2 {
		txn := nr.App.StartTransaction("call")
		NewRepository(db.DB).CustomerOrders(newrelic.NewContext(t.Context(), txn), "ann") // judged above
		txn.End()
	}
	nr.Shutdown()
	if calls := nr.CallsPerTable("MySQL")["orders"]; calls != 2 {
		v.Wrong(verdict.Finding{Called: "CustomerOrders(ctx, \"ann\"), twice, the second time with a row that does not scan", Got: fmt.Sprintf("%d calls on orders in New Relic's table", calls), Want: "2",
			Why: "a call that fails is a call"})
	}
	if unmet := db.Mock.ExpectationsWereMet(); unmet != nil {
		v.Wrong(verdict.Finding{Called: "CustomerOrders(ctx, \"ann\"), twice, the second time with a row that does not scan", Got: "sqlmock: " + unmet.Error(), Want: "two queries, and the rows of both closed",
			Why: "a segment around the rows does not close them"})
	}
	db.AnswerQuery(order7)
	orders, err := NewRepository(db.DB).CustomerOrders(t.Context(), "ann")
	if len(orders) != 1 || err != nil {
		v.Wrong(verdict.Finding{Called: "CustomerOrders(ctx, \"ann\"), without a transaction in ctx", Got: fmt.Sprintf("%d orders, error %v", len(orders), err), Want: "1 order, no error",
			Why: "without an agent there is no transaction, and the customers have their orders all the same"})
	}
}

// repositoryCalls are the repository's methods but CustomerOrders, with what each
// is answered and the segments that it should leave.
var repositoryCalls = []struct {
	name   string
	answer func(db *segmenttest.DB)
	call   func(ctx context.Context, r *Repository) error
	want   []segmenttest.Segment
}{
	{`Create(ctx, "ann", "warung")`, func(db *segmenttest.DB) { db.AnswerExec(7, 1) },
		func(ctx context.Context, r *Repository) error { _, err := r.Create(ctx, "ann", "warung"); return err },
		segmenttest.MySQL("orders", "insertOrder")},
	{`Create(ctx, "ann", "warung"), where the insert fails`, func(db *segmenttest.DB) { db.Fail(errDatabase) },
		func(ctx context.Context, r *Repository) error { _, err := r.Create(ctx, "ann", "warung"); return err },
		segmenttest.MySQL("orders", "insertOrder")},
	{`Order(ctx, 7)`, func(db *segmenttest.DB) { db.Answer(segmenttest.Row{"ann", "warung", "", "CREATED"}) },
		func(ctx context.Context, r *Repository) error { _, err := r.Order(ctx, 7); return err },
		segmenttest.MySQL("orders", "findOrder")},
	{`State(ctx, 7)`, func(db *segmenttest.DB) { db.Answer(segmenttest.Row{"CREATED"}) },
		func(ctx context.Context, r *Repository) error { _, err := r.State(ctx, 7); return err },
		segmenttest.MySQL("orders", "findOrderState")},
	{`Transition(ctx, 7, …), which moves the order`, func(db *segmenttest.DB) { db.AnswerExec(0, 1) },
		pickUp, segmenttest.MySQL("orders", "updateOrderState")},
	{`Transition(ctx, 7, …), which comes too late`, func(db *segmenttest.DB) { db.AnswerExec(0, 0); db.Answer(segmenttest.Row{"COMPLETE"}) },
		pickUp, segmenttest.MySQL("orders", "updateOrderState", "findOrderState")},
	{`Transition(ctx, 7, …), where the update fails`, func(db *segmenttest.DB) { db.Fail(errDatabase) },
		pickUp, segmenttest.MySQL("orders", "updateOrderState")},
	{`MerchantQueue(ctx, "warung")`, func(db *segmenttest.DB) { db.Answer(segmenttest.Row{int64(7)}, segmenttest.Row{int64(8)}) },
		merchantQueue, segmenttest.MySQL("orders", "findMerchantQueue")},
	{`MerchantQueue(ctx, "warung"), whose second row cannot be read`, func(db *segmenttest.DB) { db.FailRow(1, errDatabase, segmenttest.Row{int64(7)}) },
		merchantQueue, segmenttest.MySQL("orders", "findMerchantQueue")},
	{`DriverCurrent(ctx, "dan")`, func(db *segmenttest.DB) { db.Answer(row9) },
		func(ctx context.Context, r *Repository) error { _, err := r.DriverCurrent(ctx, "dan"); return err },
		segmenttest.MySQL("orders", "findDriverCurrent")},
	{`DriverCurrent(ctx, "dan"), who has none`, func(db *segmenttest.DB) { db.Answer() },
		func(ctx context.Context, r *Repository) error { _, err := r.DriverCurrent(ctx, "dan"); return err },
		segmenttest.MySQL("orders", "findDriverCurrent")},
	{`DriverBusy(ctx, "dan"), who is`, func(db *segmenttest.DB) { db.Answer(segmenttest.Row{int64(9)}) },
		driverBusy, segmenttest.MySQL("orders", "findDriverBusy")},
	{`DriverBusy(ctx, "dan"), where the query fails`, func(db *segmenttest.DB) { db.Fail(errDatabase) },
		driverBusy, segmenttest.MySQL("orders", "findDriverBusy")},
}

func pickUp(ctx context.Context, r *Repository) error {
	return r.Transition(ctx, 7, StateWaitingForDriverAllocation, StateDriverOTWToPickup, "dan")
}

func merchantQueue(ctx context.Context, r *Repository) error {
	_, err := r.MerchantQueue(ctx, "warung")
	return err
}

func driverBusy(ctx context.Context, r *Repository) error {
	_, err := r.DriverBusy(ctx, "dan")
	return err
}

// TestSegments proves task 3.4: a segment for each of the other queries. What
// counts them a second time is not ours: the agent's own instrumentation of the driver.
func TestSegments(t *testing.T) {
	needSegments(t)
	v := verdict.For(t, "3.4")
	nr := segmenttest.Start(t)
	db := nr.DB()
	for _, tt := range repositoryCalls {
		tt.answer(db)
		nr.Call(tt.name, tt.want, func(ctx context.Context) error { return tt.call(ctx, NewRepository(db.DB)) })
	}
	judge(v, nr)

	nr = segmenttest.Start(t)
	answers := nr.DB()
	oracle := sql.OpenDB(nr.Oracle(answers.Connector()))
	defer oracle.Close()
	for _, tt := range repositoryCalls {
		tt.answer(answers)
		txn := nr.App.StartTransaction(tt.name)
		tt.call(newrelic.NewContext(t.Context(), txn), NewRepository(oracle))
		txn.End()
	}
	nr.Shutdown()
	byHand, byAgent := nr.CallsPerTable("MySQL"), nr.CallsPerTable(segmenttest.Oracle)
	if len(byAgent) == 0 || fmt.Sprint(byHand) != fmt.Sprint(byAgent) {
		v.Wrong(verdict.Finding{Called: "every method of the repository, with the agent's own instrumentation of the driver beside ours", Got: fmt.Sprintf("calls by table: %v", byHand), Want: fmt.Sprintf("%v, as the driver counted", byAgent),
			Why: "a query without a segment is missing in New Relic's table, and a segment without a query is too much"})
	}
}
