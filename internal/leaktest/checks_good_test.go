package leaktest

import (
	"context"
	"database/sql"
	"regexp"
	"testing"
	"time"

	"github.com/DATA-DOG/go-sqlmock"
	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/watchedmock"
)

// mocked returns sqlmock with one row for one query.
func mocked(t testing.TB) (*sql.DB, sqlmock.Sqlmock) {
	db, mock, err := sqlmock.New()
	if err != nil {
		t.Fatal(err)
	}
	hit(mock)
	return db, mock
}

func hit(mock sqlmock.Sqlmock) *sqlmock.ExpectedQuery {
	return mock.ExpectQuery("SELECT id FROM orders").WillReturnRows(sqlmock.NewRows([]string{"id"}).AddRow(9))
}

// checkInUse is the shortest good check.
func checkInUse(t testing.TB, busy func(*sql.DB) (bool, error)) {
	db, _ := mocked(t)
	defer db.Close()
	busy(db)
	if n := db.Stats().InUse; n != 0 {
		t.Errorf("%d connections in use after the call; want 0", n)
	}
}

func checkNothing(testing.TB, func(*sql.DB) (bool, error)) {}

var goodChecks = []struct {
	name  string
	check Check
}{
	{"InUse", checkInUse},
	{"InUse, the pool left open", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, _ := mocked(t)
		if got, err := busy(db); !got || err != nil {
			t.Fatalf("busy = %v, %v; want true", got, err)
		}
		if db.Stats().InUse != 0 {
			t.Fatal("a connection is in use")
		}
	}},
	{"InUse, a hit and a miss, all that the mock can say", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, mock, err := sqlmock.New(sqlmock.QueryMatcherOption(sqlmock.QueryMatcherEqual))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		for _, want := range []bool{true, false} {
			rows := sqlmock.NewRows([]string{"id"})
			if want {
				rows.AddRow(9).AddRow(10)
			}
			mock.ExpectQuery(Statement).WithArgs(Driver, otwToPickup, otwToDestination).WillReturnRows(rows)
			if got, err := busy(db); err == nil && got != want {
				t.Errorf("busy = %v; want %v", got, want)
			}
			if n := db.Stats().InUse; n != 0 {
				t.Errorf("%d connections in use", n)
			}
		}
	}},
	{"RowsWillBeClosed", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, mock, err := sqlmock.New()
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		mock.ExpectQuery(regexp.QuoteMeta(Statement)).WithArgs(Driver, otwToPickup, otwToDestination).
			WillReturnRows(sqlmock.NewRows([]string{"id"}).AddRow(9)).RowsWillBeClosed()
		if _, err := busy(db); err != nil {
			t.Fatal(err)
		}
		if err := mock.ExpectationsWereMet(); err != nil {
			t.Error(err)
		}
	}},
	{"RowsWillBeClosed and goleak", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		defer goleak.VerifyNone(t) // without IgnoreCurrent, which is right when nothing else runs
		db, mock := watchedmock.New(t)
		defer db.Close()
		hit(mock).RowsWillBeClosed()
		busy(db)
		if err := mock.ExpectationsWereMet(); err != nil {
			t.Error(err)
		}
	}},
	{"InUse over watched connections, five times", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, mock := watchedmock.New(t)
		for range 5 {
			hit(mock)
			busy(db)
			if db.Stats().InUse != 0 {
				t.FailNow()
			}
		}
	}},
	{"ExpectClose", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, mock := mocked(t)
		mock.ExpectClose()
		busy(db)
		db.Close()
		if err := mock.ExpectationsWereMet(); err != nil {
			t.Fatalf("the connection was not closed with the pool: %v", err)
		}
	}},
	{"a second query on a pool of one connection", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, mock := watchedmock.New(t)
		db.SetMaxOpenConns(1)
		hit(mock)
		busy(db)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if err := db.PingContext(ctx); err != nil {
			t.Error("the only connection is gone:", err)
		}
	}},
}
