package leaktest

import (
	"database/sql"
	"errors"
	"runtime"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/watchedmock"
)

// brokenChecks blame a right answer, or have no opinion.
var brokenChecks = []badCheck{
	{"skips", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, _ := mocked(t)
		defer db.Close()
		busy(db)
		t.Skip("later")
	}, []string{"got skipped", "a test that is skipped asserts nothing"}},
	{"always red", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, _ := mocked(t)
		defer db.Close()
		busy(db)
		t.Error("no good")
	}, []string{"busy is defer rows.Close(), Next once, and rows.Err()", "got red: no good and red over the three other right answers too", "it blames a right answer"}},
	{"NumGoroutine", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		goleak.Find() // until those of the test before have ended
		before := runtime.NumGoroutine()
		db, mock := watchedmock.New(t)
		defer db.Close()
		hit(mock)
		busy(db)
		if after := runtime.NumGoroutine(); after != before {
			t.Errorf("%d goroutines; want %d", after, before)
		}
	}, []string{"busy is defer rows.Close()", "goroutines; want", "it blames a right answer"}},
	{"goleak, the pool left open", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
		db, _ := mocked(t)
		busy(db)
		if db.Stats().InUse != 0 {
			t.Error("in use")
		}
	}, []string{"busy is defer rows.Close()", "connectionOpener is the pool's own goroutine", "Close db before goleak looks"}},
	{"wants rows that are not read to the end", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, mock := watchedmock.New(t)
		mock.ExpectQuery("SELECT").WillReturnRows(sqlmock.NewRows([]string{"id"}).AddRow(9), sqlmock.NewRows([]string{"behind"}).AddRow(1))
		busy(db)
		if n := db.Stats().InUse; n != 0 {
			t.Errorf("%d in use", n)
		}
	}, []string{"busy is all rows read, and rows.Err()", "it blames a right answer"}},
	{"wants the error of Close", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, mock := watchedmock.New(t)
		mock.ExpectQuery("SELECT").WillReturnRows(sqlmock.NewRows([]string{"id"}).AddRow(9).CloseError(errors.New("closed badly")))
		if _, err := busy(db); err == nil {
			t.Error("nobody closed, or the error is lost")
		}
	}, []string{"busy is defer rows.Close()", "red: nobody closed, or the error is lost"}},
	{"the statement taken as a regular expression", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, mock, _ := sqlmock.New()
		defer db.Close()
		mock.ExpectQuery(Statement).WillReturnRows(sqlmock.NewRows([]string{"id"}).AddRow(9))
		busy(db)
		if db.Stats().InUse != 0 {
			t.Error("in use")
		}
	}, []string{"got the check's own mock refuses: ", "error parsing regexp", "regexp.QuoteMeta", `with "dan", "DRIVER_OTW_TO_PICKUP", "DRIVER_OTW_TO_DESTINATION"`}},
	{"another table expected, and no error", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, mock, _ := sqlmock.New()
		defer db.Close()
		mock.ExpectQuery("FROM drivers").WillReturnRows(sqlmock.NewRows([]string{"id"}).AddRow(9))
		if _, err := busy(db); err != nil || db.Stats().InUse != 0 {
			t.Error("in use", err)
		}
	}, []string{"got the check's own mock refuses: ", "could not match actual sql"}},
	{"no rows to return", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, mock, _ := sqlmock.New()
		defer db.Close()
		mock.ExpectQuery("SELECT")
		busy(db)
		if db.Stats().InUse != 0 {
			t.Error("in use")
		}
	}, []string{"must return a database/sql/driver.Rows", "ExpectQuery wants WillReturnRows"}},
	{"nothing expected", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, _, _ := sqlmock.New()
		defer db.Close()
		busy(db)
		if db.Stats().InUse != 0 {
			t.Error("in use")
		}
	}, []string{"was not expected", "each call of busy needs an ExpectQuery of its own"}},
	{"panics", func(t testing.TB, busy func(*sql.DB) (bool, error)) { busy(nil) }, []string{"got panic: runtime error: invalid memory address or nil pointer dereference", "a panic ends the whole run of tests"}},
	{"wants a *testing.T", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		t.(*testing.T).Run("hit", func(t *testing.T) {})
	}, []string{"got panic: interface conversion", "(checks_broken_test.go:"}},
	{"hangs", func(t testing.TB, busy func(*sql.DB) (bool, error)) {
		db, mock := watchedmock.New(t)
		db.SetMaxOpenConns(1)
		for range 3 {
			hit(mock)
			busy(db)
		}
	}, []string{"got it hangs: after 200ms the judge closed the rows that had leaked", "a second query on a pool of one connection"}},
}
