package leaktest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"example.com/metricsworkshop/internal/verdict"
)

const calledQueue = "MerchantQueue(ctx, \"" + Merchant + "\")\nwhere "

// judgeQueue says what is wrong with MerchantQueue, or nil. That it closes its rows
// shows where reading them to the end is not enough.
func judgeQueue(t testing.TB, queue MerchantQueue) *verdict.Finding {
	ask := func(a answer) (*database, reply) {
		db := newDatabase(t, a)
		return db, call(db, func() (int, error) { return queue(context.Background(), db.DB, Merchant) })
	}
	for _, want := range []int{3, 0} {
		db, r := ask(answer{orders: want})
		called := fmt.Sprintf("%s%d orders wait", calledQueue, want)
		if f := refused(db, r); f != nil {
			f.Called = called
			return f
		}
		if r.value != want || r.err != nil {
			return &verdict.Finding{Called: called, Got: r.String(), Want: fmt.Sprintf("%d, error <nil>", want), Why: "what a lookup answers must not change because its rows are closed"}
		}
		if s := db.last(); !s.has(Merchant) || quoted(s.sql, Merchant) || !s.has(waiting) {
			return &verdict.Finding{Called: called, Got: fmt.Sprintf("%s\nwith %v", s.sql, s.args), Want: fmt.Sprintf("a SELECT with %q, %q", Merchant, waiting),
				Why: "the queue is that of one merchant, and of the orders that wait"}
		}
	}
	for _, tt := range []struct {
		name   string
		answer answer
		why    string
	}{
		{"the query fails", answer{fail: errDatabase}, "an error must not look like an empty queue"},
		{"the first row cannot be read", answer{orders: 3, failRow: errDatabase}, "rows.Next is false at the end and at an error: only rows.Err() tells which, and the Close is no reason to drop it"},
	} {
		if _, r := ask(tt.answer); !errors.Is(r.err, errDatabase) {
			f := &verdict.Finding{Called: calledQueue + tt.name, Got: r.String(), Want: "0, error … " + errDatabase.Error(), Why: tt.why}
			if r.panicked() {
				f.Why = deferTooEarly
			}
			return f
		}
	}
	if _, r := ask(answer{orders: 3, second: true}); r.inUse != 0 {
		return inUse(calledQueue+"a second result set stands behind the rows, as a CALL has one", r,
			"this one was safe by luck: rows that are read to their end close themselves, but only behind the last result set, and only if nothing returns early. defer rows.Close() needs no luck")
	}
	return nil
}
