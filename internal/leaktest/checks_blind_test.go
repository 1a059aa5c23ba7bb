package leaktest

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/DATA-DOG/go-sqlmock"
	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/watchedmock"
)

// onlyGoleak is goleak over a pool, closed first.
func onlyGoleak(open func(testing.TB) (*sql.DB, sqlmock.Sqlmock)) Check {
	return func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
		db, _ := open(t)
		defer db.Close()
		busy(db)
	}
}

// A badCheck is a check that the judge refuses.
type badCheck struct {
	name  string
	check Check
	says  []string
}

// blindChecks miss a leak.
var blindChecks = []badCheck{
	{"empty", checkNothing, []string{"called checkDriverBusy(t, busy) got it never calls busy", "not written yet"}},
	{"a database, and no call", func(t testing.TB, _ func(*sql.DB) (bool, error)) {
		db, _ := mocked(t)
		db.Close()
	}, []string{"it never calls busy"}},
	{"calls, and asserts nothing", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, _ := mocked(t)
		defer db.Close()
		busy(db)
	}, []string{"busy is the leak: Next once, and no Close", "got green, and green over the three other leaks too", "it asserts nothing, or nothing that a leak changes"}},
	{"the answer only", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, _ := mocked(t)
		defer db.Close()
		if got, err := busy(db); !got || err != nil {
			t.Errorf("busy = %v, %v", got, err)
		}
	}, []string{"it asserts nothing, or nothing that a leak changes"}},
	{"goleak over sqlmock", onlyGoleak(mocked), []string{"busy is the leak: Next once", "no goroutine that goleak could see"}},
	{"goleak over watched connections", onlyGoleak(func(t testing.TB) (*sql.DB, sqlmock.Sqlmock) {
		db, mock := watchedmock.New(t)
		hit(mock)
		return db, mock
	}), []string{"busy is a time-out whose cancel is lost", "got green want red: t.Error or t.Fatal", "it misses this leak: it heals when the time is up"}},
	{"InUse polled", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, _ := mocked(t)
		defer db.Close()
		busy(db)
		for deadline := time.Now().Add(400 * time.Millisecond); db.Stats().InUse != 0; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("still in use")
			}
		}
	}, []string{"busy is a time-out whose cancel is lost", "it misses this leak"}},
	{"a pool of one connection, and patience", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, _ := mocked(t)
		defer db.Close()
		db.SetMaxOpenConns(1)
		busy(db)
		ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
		defer cancel()
		if err := db.PingContext(ctx); err != nil {
			t.Fatal(err)
		}
	}, []string{"busy is a time-out whose cancel is lost", "it misses this leak"}},
	{"a miss only", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, mock, _ := sqlmock.New()
		defer db.Close()
		mock.ExpectQuery("SELECT").WillReturnRows(sqlmock.NewRows([]string{"id"})).RowsWillBeClosed()
		busy(db)
		if err := mock.ExpectationsWereMet(); err != nil || db.Stats().InUse != 0 {
			t.Error("open")
		}
	}, []string{"got green, and busy has found no row", "only a hit leaks"}},
	{"RowsWillBeClosed, and nobody asks", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, mock, _ := sqlmock.New()
		defer db.Close()
		hit(mock).RowsWillBeClosed()
		busy(db)
	}, []string{"it asserts nothing, or nothing that a leak changes"}},
	{"LIMIT 1 allowed", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		limited := false
		db, mock := watchedmock.NewWithMatcher(t, sqlmock.QueryMatcherFunc(func(_, got string) error {
			limited = strings.HasSuffix(got, "LIMIT 1")
			return nil
		}))
		hit(mock)
		busy(db)
		if db.Stats().InUse != 0 && !limited {
			t.Error("in use")
		}
	}, []string{"busy is LIMIT 1, and no Close", "nobody asks again"}},
	{"Err allowed", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		errRow := errors.New("no row")
		db, mock := watchedmock.New(t)
		mock.ExpectQuery("SELECT").WillReturnRows(sqlmock.NewRows([]string{"id"}).AddRow(9).RowError(0, errRow))
		if _, err := busy(db); err == nil {
			t.Error("the error of the row is lost")
		}
	}, []string{"busy is rows.Err() taken for Close", "it gives nothing back"}},
}
