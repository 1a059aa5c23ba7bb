package watchedmock

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"go.uber.org/goleak"
)

const watcher = "watchedmock.(*conn).watchUntilClosed on top of the stack"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// query reads the first row of a query and gives back the rows, still open.
func query(t *testing.T, db *sql.DB, mock sqlmock.Sqlmock) *sql.Rows {
	t.Helper()
	mock.ExpectQuery("SELECT id").WillReturnRows(sqlmock.NewRows([]string{"id"}).AddRow(9))
	rows, err := db.Query("SELECT id FROM orders")
	if err != nil {
		t.Fatal(err)
	}
	if !rows.Next() {
		t.Fatal("the query has no row")
	}
	return rows
}

// TestWatcher checks what goleak sees, and when.
func TestWatcher(t *testing.T) {
	tests := []struct {
		name string
		use  func(db *sql.DB, mock sqlmock.Sqlmock) *sql.Rows // returns what it leaves open
		open bool                                             // the pool is open when goleak looks
		want []string                                         // what goleak sees
	}{
		{name: "pool never used", use: func(*sql.DB, sqlmock.Sqlmock) *sql.Rows { return nil }},
		{name: "rows closed", use: func(db *sql.DB, mock sqlmock.Sqlmock) *sql.Rows {
			query(t, db, mock).Close()
			return nil
		}},
		{name: "rows left open", use: func(db *sql.DB, mock sqlmock.Sqlmock) *sql.Rows { return query(t, db, mock) },
			want: []string{watcher}},
		{name: "rows closed, pool left open", use: func(db *sql.DB, mock sqlmock.Sqlmock) *sql.Rows {
			query(t, db, mock).Close()
			return nil
		}, open: true, want: []string{watcher, "connectionOpener"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			known := goleak.IgnoreCurrent()
			db, mock := New(t)
			open := tt.use(db, mock)
			if !tt.open {
				db.Close()
			}
			err := goleak.Find(known)
			if (err != nil) != (tt.want != nil) {
				t.Errorf("goleak found %v; want %q", err, tt.want)
			}
			for _, want := range tt.want {
				if err != nil && !strings.Contains(err.Error(), want) {
					t.Errorf("goleak found %v; want %q in it", err, want)
				}
			}
			if open != nil {
				open.Close() // late, and it still ends the watcher
			}
			db.Close()
			if err := goleak.Find(known); err != nil {
				t.Errorf("after everything is closed goleak found %v; want nothing", err)
			}
		})
	}
}

// TestLikeSQLMock checks that a watched pool does what sqlmock's own does.
func TestLikeSQLMock(t *testing.T) {
	plain := func(t testing.TB) (*sql.DB, sqlmock.Sqlmock) {
		db, mock, err := sqlmock.New()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return db, mock
	}
	makers := map[string]func(testing.TB) (*sql.DB, sqlmock.Sqlmock){"sqlmock": plain, "watched": New}
	for name, open := range makers {
		t.Run(name, func(t *testing.T) {
			db, mock := open(t)
			first, second := query(t, db, mock), query(t, db, mock)
			if got := db.Stats().InUse; got != 2 {
				t.Errorf("InUse with two open rows = %d; want 2", got)
			}
			first.Close()
			second.Close()
			if err := db.Ping(); err != nil {
				t.Errorf("Ping = %v; want nil: pings are not monitored", err)
			}
			if _, err := db.Query("SELECT 1"); err == nil || !strings.Contains(err.Error(), "was not expected") {
				t.Errorf("Query that nobody expects = %v; want sqlmock's refusal", err)
			}
			mock.ExpectBegin()
			mock.ExpectExec("UPDATE").WithArgs("x", 1).WillReturnResult(sqlmock.NewResult(0, 1))
			mock.ExpectCommit()
			tx, err := db.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tx.Exec("UPDATE orders SET state = ? WHERE id = ?", "x", 1); err != nil {
				t.Errorf("Exec = %v; want nil", err)
			}
			if err := tx.Commit(); err != nil {
				t.Errorf("Commit = %v; want nil", err)
			}
			mock.ExpectClose()
			db.Close()
			if err := mock.ExpectationsWereMet(); err != nil {
				t.Errorf("after Close: %v; want all expectations met", err)
			}
		})
	}
}

// TestExpectClose checks that a pool closed without ever being used meets an
// expected Close, and that one whose only connection leaked does not.
func TestExpectClose(t *testing.T) {
	db, mock := New(t)
	mock.ExpectClose()
	db.Close()
	if err := mock.ExpectationsWereMet(); err != nil {
		t.Errorf("pool never used: %v; want the Close seen", err)
	}
	db, mock = New(t)
	rows := query(t, db, mock)
	mock.ExpectClose()
	db.Close()
	if err := mock.ExpectationsWereMet(); err == nil || !strings.Contains(err.Error(), "ExpectedClose") {
		t.Errorf("only connection leaked: %v; want the Close missing", err)
	}
	rows.Close()
}

// TestContext checks that a cancelled context reaches the mock's connection.
func TestContext(t *testing.T) {
	db, mock := NewWithMatcher(t, sqlmock.QueryMatcherEqual)
	mock.ExpectQuery("SELECT id FROM orders").WillReturnRows(sqlmock.NewRows([]string{"id"}))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.QueryContext(ctx, "SELECT id FROM orders"); !errors.Is(err, context.Canceled) {
		t.Errorf("QueryContext = %v; want context.Canceled", err)
	}
	rows, err := db.QueryContext(t.Context(), "SELECT id FROM orders")
	if err != nil {
		t.Fatalf("QueryContext = %v; want rows", err)
	}
	rows.Close()
}
