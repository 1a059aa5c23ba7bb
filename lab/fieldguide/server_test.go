package fieldguide

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	driver "github.com/go-sql-driver/mysql"
	"go.uber.org/goleak"

	"example.com/metricsworkshop/lab/mysql"
)

func TestMain(m *testing.M) {
	if !beChild() {
		goleak.VerifyTestMain(m)
	}
}

const (
	watcher = "github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher.func1"
	opener  = "database/sql.(*DB).connectionOpener"

	// query has rows that nobody needs a table for.
	query = "SELECT 1 UNION ALL SELECT 2"
)

// startServer starts a MySQL server that takes so many connections, 0 for no limit.
func startServer(t *testing.T, connections int) (dsn string) {
	t.Helper()
	s, err := mysql.StartLimited("127.0.0.1:0", connections)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s.DSN()
}

// open returns a pool on dsn whose driver logs to log, closed at t's end.
func open(t *testing.T, dsn string, log driver.Logger) *sql.DB {
	t.Helper()
	config, err := driver.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	config.Logger = log
	connector, err := driver.NewConnector(config)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	t.Cleanup(func() { db.Close() })
	return db
}

// openQuiet is open for whoever does not read the driver's log.
func openQuiet(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	return open(t, dsn, &driver.NopLogger{})
}

// forget asks, reads the first row and leaves it at that. The rows are closed at t's
// end, so that no other test finds them.
func forget(ctx context.Context, t *testing.T, db interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}) error {
	t.Helper()
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	t.Cleanup(func() { rows.Close() })
	if !rows.Next() {
		t.Fatalf("no row: %v", rows.Err())
	}
	return nil
}

// mustForget is forget where nothing may fail.
func mustForget(ctx context.Context, t *testing.T, db interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}, times int) {
	t.Helper()
	for range times {
		if err := forget(ctx, t, db); err != nil {
			t.Fatal(err)
		}
	}
}

// wantStats requires connections of db to be in use, and idle. It waits for that: a
// cancelled context closes its rows soon, but not at once.
func wantStats(t *testing.T, db *sql.DB, inUse, idle int) {
	t.Helper()
	eventually(t, func() error {
		if s := db.Stats(); s.InUse != inUse || s.Idle != idle {
			return fmt.Errorf("InUse = %d, Idle = %d; want %d and %d", s.InUse, s.Idle, inUse, idle)
		}
		return nil
	})
}
