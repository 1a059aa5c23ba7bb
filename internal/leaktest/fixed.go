package leaktest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"example.com/metricsworkshop/internal/verdict"
)

// errDatabase is what the database says when a test wants it to fail.
var errDatabase = errors.New("the database said no")

// Fixed fails t unless busy answers as before and gives every connection back, and
// queue closes its rows. It says no more than that until check is good, so that
// nobody reads here what their own test should have told them.
func Fixed(t testing.TB, check Check, busy DriverBusy, queue MerchantQueue) {
	if !Good(t, check) {
		verdict.For(t, "5.2").Wrong(verdict.Finding{Called: "your own check of task 5.2, over four leaks and four right answers", Got: "not good yet: TestDetectors says what it lacks",
			Want: "task 5.2 done first", Why: "a fix that no test can see is a guess, and the next change undoes it. This test says more when yours is good"})
		return
	}
	v := verdict.For(t, "5.3")
	if f := judgeBusy(t, busy); f != nil {
		v.Wrong(*f)
	} else if f := judgeQueue(t, queue); f != nil {
		v.Wrong(*f)
	}
}

// lookups judges DriverBusy.
type lookups struct {
	t    testing.TB
	busy DriverBusy
}

// judgeBusy says what is wrong with DriverBusy, or nil. It stops at the first wrong
// thing: what the service answers comes before what it leaves behind.
func judgeBusy(t testing.TB, busy DriverBusy) *verdict.Finding {
	l := lookups{t, busy}
	for _, goal := range []func() *verdict.Finding{
		l.answers, l.asks, l.givesBack, l.closes, l.leavesNoGoroutine, l.survivesNull, l.returnsErrors, l.leavesPoolAlone, l.worksTwice, l.outlivesCaller,
	} {
		if f := goal(); f != nil {
			return f
		}
	}
	return nil
}

const calledBusy = "DriverBusy(ctx, \"" + Driver + "\")\nwhere "

// ask calls DriverBusy once.
func (l lookups) ask(ctx context.Context, db *database) reply {
	return call(db, func() (bool, error) { return l.busy(ctx, db.DB, Driver) })
}

func (l lookups) answers() *verdict.Finding {
	for _, tt := range []struct {
		name   string
		orders int
		want   bool
		why    string
	}{
		{"one order is on the way", 1, true, "a driver who is busy must not be sent another order"},
		{"two orders are on the way", 2, true, "two are busy, too: a COUNT may be more than 1, and a bool cannot hold 2"},
		{"no order is on the way", 0, false, "looks like sql.ErrNoRows handed on: that nobody rides is an answer, and no error"},
	} {
		db := newDatabase(l.t, answer{orders: tt.orders})
		r := l.ask(context.Background(), db)
		if f := refused(db, r); f != nil {
			f.Called = calledBusy + tt.name
			return f
		}
		if r.value != tt.want || r.err != nil {
			f := &verdict.Finding{Called: calledBusy + tt.name, Got: r.String(), Want: fmt.Sprintf("%v, error <nil>", tt.want), Why: tt.why}
			switch {
			case tt.orders == 0 && r.value == true:
				f.Why = "looks like QueryRow without Scan: row.Err() is nil without a row, too; only Scan says sql.ErrNoRows, and closes the rows"
			case tt.orders == 1 && r.value == false && r.err == nil:
				f.Why = "looks like Close before Next: closed rows have no next one, and a driver who is busy gets another order"
			}
			return f
		}
	}
	return nil
}

// refused is the finding for a call that did not get as far as an answer, or nil.
func refused(db *database, r reply) *verdict.Finding {
	switch {
	case r.hung:
		return &verdict.Finding{Got: r.String(), Want: "an answer",
			Why: "looks like Close of a sql.Conn or sql.Tx whose rows are open: it waits for the rows, and nobody closes them"}
	case db.began.Load():
		return &verdict.Finding{Got: "a transaction is begun", Want: "one SELECT: no transaction needed",
			Why: "the end of a transaction closes its rows, that is true: but each question costs two more round trips then, and one SELECT needs no transaction"}
	case !db.asked() && r.err == nil:
		return &verdict.Finding{Got: r.String() + ", and the database was not asked", Want: "one SELECT", Why: "what was not read cannot be right"}
	}
	return nil
}
