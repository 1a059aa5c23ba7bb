package main

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"

	"example.com/metricsworkshop/internal/orderdb"
	"example.com/metricsworkshop/internal/verdict"
)

var (
	errDatabase = errors.New("the database said no")
	order7      = orderdb.Row{"id": int64(7), "customer_id": "ann", "merchant_id": "warung", "state": "COMPLETE"}
	pickedUp    = orderdb.Row{"id": int64(7), "customer_id": "ann", "merchant_id": "warung", "driver_id": "eve", "state": "DRIVER_OTW_TO_PICKUP"}
)

// sameError reports whether err is want, or wraps it.
func sameError(err, want error) bool {
	var gotState, wantState *StateError
	if errors.As(want, &wantState) {
		return errors.As(err, &gotState) && *gotState == *wantState
	}
	return errors.Is(err, want)
}

// whyError is why, unless err has the text of want and not the error itself.
func whyError(why string, err, want error) string {
	if err != nil && want != nil && strings.Contains(err.Error(), want.Error()) {
		return "the text is right, but errors.Is and errors.As do not find the error behind it: wrap it with %w, or return it as it is"
	}
	return why
}

// noneThen is a result of 0 changed rows that calls then when it is asked.
type noneThen func()

func (noneThen) LastInsertId() (int64, error)      { return 0, nil }
func (then noneThen) RowsAffected() (int64, error) { then(); return 0, nil }

// TestTransition proves task 1.2: one conditional update, and an error that says
// why nothing changed. It asks sqlmock what reached the database.
func TestTransition(t *testing.T) {
	v := verdict.For(t, "1.2")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	hangsUp, hangUp := context.WithCancel(t.Context())
	defer hangUp()
	one, none := driver.RowsAffected(1), driver.RowsAffected(0)
	tests := []struct {
		name   string
		ctx    context.Context
		driver string
		answer func(db *orderdb.DB)
		want   error
		why    string
	}{
		{"the order is in the right state", t.Context(), "dan",
			func(db *orderdb.DB) { db.AnswerExec(one); db.AnswerQuery(pickedUp) },
			nil, "the database changed one row: this call has won"},
		{"a call without a driver", t.Context(), "",
			func(db *orderdb.DB) { db.AnswerExec(one); db.AnswerQuery(pickedUp) },
			nil, "the database changed one row: this call has won"},
		{"0 rows changed, the order is COMPLETE", t.Context(), "dan",
			func(db *orderdb.DB) { db.AnswerExec(none); db.AnswerQuery(order7) },
			&StateError{StateComplete}, "0 rows changed means that another call was first: this one must hear 409 and the state, or two drivers ride"},
		{"0 rows changed, the order is already DRIVER_OTW_TO_PICKUP", t.Context(), "dan",
			func(db *orderdb.DB) { db.AnswerExec(none); db.AnswerQuery(pickedUp) },
			&StateError{StateDriverOTWToPickup}, "the state is the one this call leads to, but another driver's call led there: only the number of changed rows tells who won"},
		{"0 rows changed, no such order", t.Context(), "dan",
			func(db *orderdb.DB) { db.AnswerExec(none); db.AnswerQuery() },
			ErrNotFound, "no such order is 404: sql.ErrNoRows would become 500, and a wrong state 409"},
		{"1 row changed, and a SELECT would fail", t.Context(), "dan",
			func(db *orderdb.DB) { db.AnswerExec(one); db.FailQuery(errDatabase) },
			nil, "this call has won, and has nothing more to ask: a question that fails must not turn a win into an error"},
		{"the update fails", t.Context(), "dan",
			func(db *orderdb.DB) { db.FailExec(errDatabase); db.AnswerQuery(order7) },
			errDatabase, "a failed update must not look like an answer"},
		{"the number of changed rows cannot be had", t.Context(), "dan",
			func(db *orderdb.DB) { db.AnswerExec(sqlmock.NewErrorResult(errDatabase)); db.AnswerQuery(order7) },
			errDatabase, "without the number nobody knows who won"},
		{"0 rows changed, then the select fails", t.Context(), "dan",
			func(db *orderdb.DB) { db.AnswerExec(none); db.FailQuery(errDatabase) },
			errDatabase, "a broken database is not a missing order: 404 would make the caller forget a real one"},
		{"the caller has hung up", cancelled, "dan",
			func(db *orderdb.DB) { db.AnswerExec(one) },
			context.Canceled, "with another context than ctx the database works on for a caller who is gone, without a deadline"},
		{"0 rows changed, and the caller hangs up before the SELECT", hangsUp, "dan",
			func(db *orderdb.DB) { db.AnswerExec(noneThen(hangUp)); db.AnswerQuery(order7) },
			context.Canceled, "the SELECT needs ctx too: without it the database works for a caller who is gone"},
	}
	for _, tt := range tests {
		db := orderdb.New(t)
		tt.answer(db)
		err := verdict.Call(func() error {
			return NewRepository(db.DB).Transition(tt.ctx, 7, StateWaitingForDriverAllocation, StateDriverOTWToPickup, tt.driver)
		})
		want := orderdb.Transition{ID: 7, From: string(StateWaitingForDriverAllocation), To: string(StateDriverOTWToPickup), Driver: tt.driver}
		finding := want.Check(db.Statements())
		if tt.ctx == cancelled { // no statement is right
			finding = nil
		}
		if finding == nil && db.Stats().InUse > 0 {
			finding = &verdict.Finding{Got: fmt.Sprintf("%d connection still in use after the call", db.Stats().InUse), Want: "none",
				Why: "who borrows a connection gives it back: close the rows, end the transaction, on every way out"}
		}
		if finding == nil && db.Uncommitted() {
			finding = &verdict.Finding{Got: "a transaction that was never committed", Want: "a change that stays",
				Why: "the caller hears that the order moved, and the database forgets it. A single statement needs no transaction"}
		}
		if finding == nil && !sameError(err, tt.want) {
			finding = &verdict.Finding{Got: fmt.Sprintf("error %v", err), Want: fmt.Sprintf("error %v", tt.want), Why: whyError(tt.why, err, tt.want)}
		}
		if finding != nil {
			finding.Called = fmt.Sprintf("Transition(ctx, 7, %q, %q, %q)\nwhere %s",
				StateWaitingForDriverAllocation, StateDriverOTWToPickup, tt.driver, tt.name)
			v.Wrong(*finding)
		}
	}
}

// wantArgs adds a finding unless the last statement had these arguments.
func wantArgs(v *verdict.Verdict, called string, db *orderdb.DB, want ...driver.Value) {
	statements := db.Statements()
	if len(statements) == 0 || !slices.Equal(statements[len(statements)-1].Args, want) {
		v.Wrong(verdict.Finding{Called: called, Got: fmt.Sprintf("statements %v", statements), Want: fmt.Sprintf("arguments %v", want)})
	}
}

// TestRepository checks the given queries of one order.
func TestRepository(t *testing.T) {
	v := verdict.For(t, "")
	tests := []struct {
		name   string
		answer func(db *orderdb.DB)
		want   error
	}{
		{"there is one", func(db *orderdb.DB) { db.AnswerQuery(order7) }, nil},
		{"there is none", func(db *orderdb.DB) { db.AnswerQuery() }, ErrNotFound},
		{"the query fails", func(db *orderdb.DB) { db.FailQuery(errDatabase) }, errDatabase},
	}
	for _, tt := range tests {
		db := orderdb.New(t)
		tt.answer(db)
		order, err := NewRepository(db.DB).Order(t.Context(), 7)
		wantArgs(v, "Order(ctx, 7)", db, int64(7))
		if !sameError(err, tt.want) || (err == nil && order != Order{ID: 7, CustomerID: "ann", MerchantID: "warung", State: StateComplete}) {
			v.Wrong(verdict.Finding{Called: "Order(ctx, 7): " + tt.name, Got: fmt.Sprintf("%+v, error %v", order, err), Want: fmt.Sprintf("error %v", tt.want)})
		}

		db = orderdb.New(t)
		tt.answer(db)
		state, err := NewRepository(db.DB).State(t.Context(), 7)
		wantArgs(v, "State(ctx, 7)", db, int64(7))
		if !sameError(err, tt.want) || (err == nil && state != StateComplete) {
			v.Wrong(verdict.Finding{Called: "State(ctx, 7): " + tt.name, Got: fmt.Sprintf("%q, error %v", state, err), Want: fmt.Sprintf("error %v", tt.want)})
		}
	}
	db := orderdb.New(t)
	db.AnswerExec(sqlmock.NewResult(7, 1))
	order, err := NewRepository(db.DB).Create(t.Context(), "ann", "warung")
	wantArgs(v, `Create(ctx, "ann", "warung")`, db, "ann", "warung", "CREATED")
	if want := (Order{ID: 7, CustomerID: "ann", MerchantID: "warung", State: StateCreated}); order != want || err != nil {
		v.Wrong(verdict.Finding{Called: `Create(ctx, "ann", "warung"), the database gives id 7`, Got: fmt.Sprintf("%+v, error %v", order, err), Want: fmt.Sprintf("%+v", want)})
	}
}
