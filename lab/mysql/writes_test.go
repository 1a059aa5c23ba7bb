package mysql

import (
	"context"
	"database/sql"
	"errors"
	"testing"
)

// creates are so many that the engine, left alone, loses about a third.
const creates = 2000

func TestConcurrentCreatesAreAllKept(t *testing.T) {
	db := openDB(t, startServer(t).DSN(), 50)
	checkCreates(t, db, creates)
}

func TestConcurrentCreatesAreAllKeptBesideReaders(t *testing.T) {
	server := startServer(t)
	db := openDB(t, server.DSN(), 50)
	wait := read(t, openDB(t, server.DSN(), 8))
	checkCreates(t, db, creates)
	wait()
}

// checkCreates requires that n creates at once are n rows with n ids.
func checkCreates(t *testing.T, db *sql.DB, n int) {
	t.Helper()
	distinct, err := createOrders(t.Context(), db, n)
	if err != nil {
		t.Fatalf("create orders: %v", err)
	}
	if distinct != n {
		t.Errorf("%d creates gave %d distinct ids", n, distinct)
	}
	if rows := count(t, db, "SELECT COUNT(*) FROM orders"); rows != n {
		t.Errorf("%d creates left %d rows", n, rows)
	}
}

// The two tests above prove something only if the engine loses writes when its
// statements are not serialised. When a newer one no longer does, this test
// fails and the interceptor can go.
func TestEngineAloneLosesWrites(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector reports what this test is to show")
	}
	const rounds = 10 // one has always been enough
	for range rounds {
		server, err := start("127.0.0.1:0", 0)
		if err != nil {
			t.Fatalf("start: %v", err)
		}
		t.Cleanup(func() { server.Close() })
		db := openDB(t, server.DSN(), 50)
		distinct, err := createOrders(t.Context(), db, creates)
		rows := count(t, db, "SELECT COUNT(*) FROM orders")
		if distinct < creates || rows < creates {
			t.Logf("without the interceptor: %d creates, %d distinct ids, %d rows, error %v", creates, distinct, rows, err)
			return
		}
	}
	t.Errorf("%d rounds of %d creates lost nothing without the interceptor: is it still needed?", rounds, creates)
}

// read keeps reading the table, text and prepared, until wait is called.
func read(t *testing.T, db *sql.DB) (wait func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	stmt, err := db.PrepareContext(ctx, "SELECT COUNT(*) FROM orders WHERE customer_id = ?")
	if err != nil {
		t.Fatalf("prepare: %v", err)
	}
	done := make(chan error, 1)
	go func() {
		done <- concurrently(8, func(int) error {
			for ctx.Err() == nil {
				var n int
				err := errors.Join(
					db.QueryRowContext(ctx, "SELECT COUNT(*) FROM orders").Scan(&n),
					stmt.QueryRowContext(ctx, "c1").Scan(&n))
				if err != nil && ctx.Err() == nil {
					return err
				}
			}
			return nil
		})
	}()
	return func() {
		t.Helper()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("read: %v", err)
		}
		stmt.Close()
	}
}

func TestConcurrentUpdatesHaveOneWinner(t *testing.T) {
	checkOneWinner(t, openDB(t, startServer(t).DSN(), 50))
}

// checkOneWinner requires that of 200 conditional updates at once one changes
// the row.
func checkOneWinner(t *testing.T, db *sql.DB) {
	t.Helper()
	id, err := insert(t.Context(), db, "c")
	if err != nil {
		t.Fatalf("insert: %v", err)
	}
	changed := make([]int64, 200)
	err = concurrently(len(changed), func(i int) error {
		res, err := db.ExecContext(t.Context(), "UPDATE orders SET state = 'NEXT', driver_id = ? WHERE id = ? AND state = 'CREATED'", i, id)
		if err != nil {
			return err
		}
		changed[i], err = res.RowsAffected()
		return err
	})
	if err != nil {
		t.Fatalf("update: %v", err)
	}
	winner, winners := -1, 0
	for i, n := range changed {
		if n != 0 {
			winner = i
			winners += int(n)
		}
	}
	if winners != 1 {
		t.Fatalf("%d updates changed %d rows; want 1", len(changed), winners)
	}
	if driver := count(t, db, "SELECT driver_id FROM orders WHERE id = ?", id); driver != winner {
		t.Errorf("the row has driver %d; want the winner's, %d", driver, winner)
	}
}
