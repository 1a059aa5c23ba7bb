package leaktest

import (
	"context"
	"database/sql"
	"errors"
	"testing"
)

// A Variant is one way to write DriverBusy.
type Variant struct {
	name     string // as in "where busy is NAME"
	why      string // what is nasty about a leak, or how a right answer gives its connection back
	reworded bool   // its statement is not quite Statement
	heals    bool   // by itself, after timeOut
	ask      func(ctx context.Context, db *pool, driverID string) (bool, error)
}

// Try runs a detector over a variant and says how that ended. Whatever the variant
// leaks is given back afterwards.
func Try(t testing.TB, v Variant, detect func(t testing.TB, busy Busy)) Outcome {
	lent := newLoans()
	return record(t, lent, func(t testing.TB) {
		detect(t, func(ctx context.Context, db *sql.DB) (bool, error) { return lent.ask(ctx, v, db) })
	})
}

// Leak is the service's leak: a query that no context cancels, one row read, and the
// rows never closed.
var Leak = Variant{
	name: "the leak: Next once, and no Close",
	why:  "each driver who is busy costs a connection for ever, and a mock's connections have no goroutine that goleak could see",
	ask: func(ctx context.Context, db *pool, driverID string) (bool, error) {
		rows, err := db.QueryContext(context.WithoutCancel(ctx), Statement, driverID, otwToPickup, otwToDestination)
		if err != nil {
			return false, err
		}
		return rows.Next(), nil
	},
}

// LeakOnContext is the leak in a service that hands its caller's context on: the rows
// are closed when that one is cancelled.
var LeakOnContext = Variant{
	name: "the leak, on its caller's context",
	why:  "it heals when the context is cancelled, so it is only seen before",
	ask: func(ctx context.Context, db *pool, driverID string) (bool, error) {
		rows, err := db.QueryContext(ctx, Statement, driverID, otwToPickup, otwToDestination)
		if err != nil {
			return false, err
		}
		return rows.Next(), nil
	},
}

// leaks are what a good test is red over.
var leaks = []Variant{
	Leak,
	{
		name: "rows.Err() taken for Close",
		why:  "it looks careful: but Err only says how the reading went, it gives nothing back",
		ask: func(ctx context.Context, db *pool, driverID string) (bool, error) {
			rows, err := db.QueryContext(context.WithoutCancel(ctx), Statement, driverID, otwToPickup, otwToDestination)
			if err != nil {
				return false, err
			}
			busy := rows.Next()
			return busy, rows.Err()
		},
	},
	{
		name:  "a time-out whose cancel is lost",
		why:   "it heals when the time is up, sooner than goleak or a loop that waits gives up: only a look straight after the call sees it, and under load every call pays for a new connection",
		heals: true,
		ask: func(ctx context.Context, db *pool, driverID string) (bool, error) {
			rows, err := db.QueryContext(db.withTimeout(context.WithoutCancel(ctx)), Statement, driverID, otwToPickup, otwToDestination)
			if err != nil {
				return false, err
			}
			return rows.Next(), rows.Err()
		},
	},
	{
		name:     "LIMIT 1, and no Close",
		why:      "one row is all there is, and it was read: but rows close themselves only when Next says false, and nobody asks again",
		reworded: true,
		ask: func(ctx context.Context, db *pool, driverID string) (bool, error) {
			rows, err := db.QueryContext(context.WithoutCancel(ctx), Statement+" LIMIT 1", driverID, otwToPickup, otwToDestination)
			if err != nil {
				return false, err
			}
			return rows.Next(), rows.Err()
		},
	},
}

// right are what a good test is green over.
var right = []Variant{
	{
		name: "defer rows.Close(), Next once, and rows.Err()",
		why:  "the deferred Close gives the connection back",
		ask: func(ctx context.Context, db *pool, driverID string) (bool, error) {
			rows, err := db.QueryContext(context.WithoutCancel(ctx), Statement, driverID, otwToPickup, otwToDestination)
			if err != nil {
				return false, err
			}
			defer rows.Close()
			return rows.Next(), rows.Err()
		},
	},
	{
		name: "all rows read, and rows.Err()",
		why:  "rows that are read to their end close themselves",
		ask: func(ctx context.Context, db *pool, driverID string) (bool, error) {
			rows, err := db.QueryContext(context.WithoutCancel(ctx), Statement, driverID, otwToPickup, otwToDestination)
			if err != nil {
				return false, err
			}
			busy := false
			for rows.Next() {
				busy = true
			}
			return busy, rows.Err()
		},
	},
	{
		name: "Next once, Close without defer, and both errors joined",
		why:  "Close is called before the return, on the one way out that has rows",
		ask: func(ctx context.Context, db *pool, driverID string) (bool, error) {
			rows, err := db.QueryContext(context.WithoutCancel(ctx), Statement, driverID, otwToPickup, otwToDestination)
			if err != nil {
				return false, err
			}
			busy := rows.Next()
			return busy, errors.Join(rows.Close(), rows.Err())
		},
	},
	{
		name: "QueryRow and Scan, where sql.ErrNoRows means no",
		why:  "Scan of a QueryRow closes the rows",
		ask: func(ctx context.Context, db *pool, driverID string) (bool, error) {
			var id any // whatever row the test's mock has
			err := db.QueryRowContext(context.WithoutCancel(ctx), Statement, driverID, otwToPickup, otwToDestination).Scan(&id)
			if errors.Is(err, sql.ErrNoRows) {
				return false, nil
			}
			return err == nil, err
		},
	},
}
