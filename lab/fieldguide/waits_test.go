package fieldguide

import (
	"context"
	"errors"
	"sync"
	"testing"
)

// starved has a pool of two connections, both forgotten, and three more callers.
func starved(t *testing.T) string {
	db := openQuiet(t, startServer(t, 0))
	db.SetMaxOpenConns(2)
	mustForget(context.Background(), t, db, 2)
	ctx, cancel := context.WithCancel(t.Context())
	var callers sync.WaitGroup
	for range 3 {
		callers.Go(func() {
			if _, err := db.QueryContext(ctx, query); !errors.Is(err, context.Canceled) {
				t.Errorf("QueryContext = %v; want context.Canceled: no connection is free", err)
			}
		})
	}
	found := dumpWith(t, 3, "database/sql.(*DB).conn")
	if s := db.Stats(); s.WaitCount != 3 || s.InUse != 2 {
		t.Errorf("WaitCount = %d, InUse = %d; want 3 and 2", s.WaitCount, s.InUse)
	}
	cancel()
	callers.Wait()
	return found
}

// rowsAwait forgets rows of a context that somebody can still cancel, and cancels it.
func rowsAwait(t *testing.T) string {
	db := openQuiet(t, startServer(t, 0))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	mustForget(ctx, t, db, 3)
	wantStats(t, db, 3, 0)
	found := dumpWith(t, 3, "database/sql.(*Rows).awaitDone", watcher)
	cancel()
	dumpWith(t, 0, "database/sql.(*Rows).awaitDone", watcher)
	wantStats(t, db, 0, 0) // the cancellation has cost the connections
	return found
}

// txAwait begins transactions and neither commits nor rolls back.
func txAwait(t *testing.T) string {
	db := openQuiet(t, startServer(t, 0))
	for range 3 {
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { tx.Rollback() })
	}
	wantStats(t, db, 3, 0)
	return dumpWith(t, 3, "database/sql.(*Tx).awaitDone", watcher)
}
