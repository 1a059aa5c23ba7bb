package mysql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
)

// startServer starts a server on a free port, closed at t's end.
func startServer(t testing.TB) *Server {
	t.Helper()
	s, err := Start("127.0.0.1:0")
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// openDB returns a pool of up to conns connections, closed at t's end.
func openDB(t testing.TB, dsn string, conns int) *sql.DB {
	t.Helper()
	cfg, err := driver.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Logger = &driver.NopLogger{}
	connector, err := driver.NewConnector(cfg)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	t.Cleanup(func() { db.Close() })
	return db
}

// insert creates one order and returns its id.
func insert(ctx context.Context, db *sql.DB, customer string) (int64, error) {
	res, err := db.ExecContext(ctx, "INSERT INTO orders (customer_id, merchant_id, state) VALUES (?, 'm', 'CREATED')", customer)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// count returns what a query with a single number gives.
func count(t testing.TB, db *sql.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := db.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// concurrently calls f with 0 to n-1, all at once, and joins the errors.
func concurrently(n int, f func(i int) error) error {
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// eventually polls until done returns nil, for what ends soon but not at once.
func eventually(t *testing.T, done func() error) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		err := done()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("after 10s: %v", err)
		}
	}
}

// createOrders creates n orders at once and returns how many distinct ids were
// handed out. An error means that a create was refused.
func createOrders(ctx context.Context, db *sql.DB, n int) (distinct int, err error) {
	ids := make([]int64, n)
	err = concurrently(n, func(i int) (err error) {
		ids[i], err = insert(ctx, db, fmt.Sprint("c", i))
		return err
	})
	seen := map[int64]bool{}
	for _, id := range ids {
		seen[id] = true
	}
	return len(seen), err
}
