package leaktest

import (
	"context"
	"errors"
	"fmt"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/verdict"
)

// asks checks the arguments of the query.
func (l lookups) asks() *verdict.Finding {
	db := newDatabase(l.t, answer{orders: 1})
	l.ask(context.Background(), db)
	s := db.last()
	f := &verdict.Finding{Called: calledBusy + "one order is on the way", Got: fmt.Sprintf("%s\nwith %v", s.sql, s.args),
		Want: fmt.Sprintf("a SELECT with %q, %q, %q", Driver, otwToPickup, otwToDestination)}
	switch {
	case quoted(s.sql, Driver):
		f.Why = "the driver's id is part of the SQL text: whoever chooses an id writes SQL. It belongs into the arguments"
	case !s.has(Driver):
		f.Why = "without the driver's id the answer is about everybody"
	case !s.has(otwToPickup) || !s.has(otwToDestination):
		f.Why = "a driver is busy on the way to the pickup, and on the way to the destination"
	default:
		return nil
	}
	return f
}

const deferTooEarly = "looks like defer rows.Close() before err is looked at: with an error there are no rows, and nil cannot be closed"

// returnsErrors lets the query fail.
func (l lookups) returnsErrors() *verdict.Finding {
	db := newDatabase(l.t, answer{fail: errDatabase})
	r := l.ask(context.Background(), db)
	f := &verdict.Finding{Called: calledBusy + "the query fails", Got: r.String(), Want: "false, error … " + errDatabase.Error()}
	switch {
	case r.hung:
		f.Why = "a query that failed has nothing to wait for"
	case errors.Is(r.err, errDatabase):
		return nil
	case r.panicked():
		f.Why = deferTooEarly
	case r.err == nil:
		f.Why = "an error read as no: while the database is down every driver looks free, and all get more orders"
	default:
		f.Why = "the cause is lost: wrap it with %w, or the service cannot tell 503 from 500"
	}
	return f
}

// leavesPoolAlone checks that the lookup does not change the pool for all others.
func (l lookups) leavesPoolAlone() *verdict.Finding {
	db := newDatabase(l.t, answer{orders: 1}, answer{orders: 1})
	f := &verdict.Finding{Called: calledBusy + "one order is on the way, twice", Want: "the pool as it was: no limits set, and the connection idle"}
	before := cleaners()
	for range 2 {
		if r := l.ask(context.Background(), db); r.hung {
			f.Got, f.Why = r.String(), "a lookup must not wait for itself"
			return f
		}
	}
	switch stats := db.Stats(); {
	case stats.MaxOpenConnections != 0:
		f.Got = fmt.Sprintf("MaxOpenConnections is %d", stats.MaxOpenConnections)
	case cleanerSince(before):
		f.Got = "connections have a time to live now"
	default:
		return nil
	}
	f.Why = "a lookup is not the owner of the pool: main.go sets it up, once, for all"
	return f
}

// worksTwice calls the lookup again on the same pool.
func (l lookups) worksTwice() *verdict.Finding {
	db := newDatabase(l.t, answer{orders: 1}, answer{orders: 1})
	l.ask(context.Background(), db)
	r := l.ask(context.Background(), db)
	if r.value == true && r.err == nil && db.Stats().OpenConnections == 1 {
		return nil
	}
	f := &verdict.Finding{Called: calledBusy + "one order is on the way, for the second time", Got: fmt.Sprintf("%v; %d connections open", r, db.Stats().OpenConnections),
		Want: "true, error <nil>; 1 connection open", Why: "a connection is given back to be used again, not to be closed"}
	switch {
	case closed(db):
		f.Why = "what the first call closed, the second one needs: close the rows, not the pool"
	case r.err != nil: // that of a mock whose only connection is gone
		f.Got = fmt.Sprintf("the connection of the first call is closed; %d connections open", db.Stats().OpenConnections)
	}
	return f
}

// outlivesCaller asks for a caller who has hung up.
func (l lookups) outlivesCaller() *verdict.Finding {
	db := newDatabase(l.t, answer{orders: 1})
	ctx, hangUp := context.WithCancel(context.Background())
	hangUp()
	if r := l.ask(ctx, db); r.value != true || r.err != nil {
		return &verdict.Finding{Called: calledBusy + "the caller has hung up", Got: r.String(), Want: "true, error <nil>",
			Why: "the request's context heals the leak, and hides it: but the dispatcher's workers share the answer, so a caller that hangs up must not cancel the query (says its comment). Keep context.WithoutCancel, and close the rows"}
	}
	return nil
}

// leavesNoGoroutine is goleak over connections with the driver's watcher: on a pool
// of its own, and closed before goleak looks.
func (l lookups) leavesNoGoroutine() *verdict.Finding {
	known := goleak.IgnoreCurrent()
	db := newDatabase(l.t, answer{orders: 1})
	l.ask(context.Background(), db)
	db.Close()
	if err := goleak.Find(known); err != nil {
		return &verdict.Finding{Called: calledBusy + "one order is on the way", Got: "goleak: " + beginning(err.Error()), Want: "no goroutine left, once the pool is closed",
			Why: "each of them is one more for every call, until somebody restarts the service"}
	}
	return nil
}
