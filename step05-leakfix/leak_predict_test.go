package main

import (
	"context"
	"database/sql"
	"io"
	"runtime/pprof"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/evidence"
	"example.com/metricsworkshop/internal/leaktest"
	"example.com/metricsworkshop/internal/watchedmock"
)

// detectors are six tests of a lookup, each of which should be red, because each gets
// a lookup that leaks: a busy driver's rows are never closed. In one of them the
// lookup hands on its caller's context, which is a context that can be cancelled.
var detectors = []leaktest.Detector{
	{Name: "goleak with sqlmock", Leak: leaktest.Leak, Detect: goleakWithSQLMock},
	{Name: "goleak with defer cancel", Leak: leaktest.LeakOnContext, Detect: goleakWithDeferCancel},
	{Name: "goleak over watched connections", Leak: leaktest.Leak, Detect: goleakOverWatchedConnections},
	{Name: "RowsWillBeClosed", Leak: leaktest.Leak, Detect: rowsWillBeClosed},
	{Name: "InUse", Leak: leaktest.Leak, Detect: inUse},
	{Name: "goroutine leak profile", Leak: leaktest.Leak, Detect: goroutineLeakProfile},
}

// TestDetectors proves task 5.2, in two goals: what each of the six detectors was,
// predicted first; and checkDriverBusy, your own. The leaks are not the service's, so
// the result stays when that one is closed.
func TestDetectors(t *testing.T) {
	goals := []struct {
		name  string
		check func(t *testing.T)
	}{
		{"goal 1 of 2", func(t *testing.T) {
			leaktest.Predict(t, detectors, evidence.Answers(t, "5.2", "predictions.txt", leaktest.Names(detectors)))
		}},
		{"goal 2 of 2", func(t *testing.T) { leaktest.JudgeCheck(t, checkDriverBusy) }},
	}
	for _, goal := range goals {
		if !t.Run(goal.name, goal.check) {
			return // your own is made of what the six have shown
		}
	}
}

// oneBusyDriver lets a mock answer one query with one row: only a hit leaks.
func oneBusyDriver(mock sqlmock.Sqlmock) *sqlmock.ExpectedQuery {
	return mock.ExpectQuery("SELECT id FROM orders").WillReturnRows(sqlmock.NewRows([]string{"id"}).AddRow(9))
}

func openMock(t testing.TB) (*sql.DB, sqlmock.Sqlmock) {
	db, mock, err := sqlmock.New()
	if err != nil {
		t.Fatal(err)
	}
	return db, mock
}

func goleakWithSQLMock(t testing.TB, busy leaktest.Busy) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent()) // runs last
	db, mock := openMock(t)
	defer db.Close() // runs first: an open pool has a goroutine of its own
	oneBusyDriver(mock)
	busy(t.Context(), db)
}

func goleakWithDeferCancel(t testing.TB, busy leaktest.Busy) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	db, mock := openMock(t)
	defer db.Close()
	oneBusyDriver(mock)
	busy(ctx, db)
}

// goleakOverWatchedConnections has sqlmock connections with the habit of MySQL's
// driver: a goroutine for each, which ends when the connection is closed.
func goleakOverWatchedConnections(t testing.TB, busy leaktest.Busy) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	db, mock := watchedmock.New(t)
	defer db.Close()
	oneBusyDriver(mock)
	busy(t.Context(), db)
}

func rowsWillBeClosed(t testing.TB, busy leaktest.Busy) {
	db, mock := openMock(t)
	defer db.Close()
	oneBusyDriver(mock).RowsWillBeClosed()
	busy(t.Context(), db)
	if err := mock.ExpectationsWereMet(); err != nil {
		t.Error(err)
	}
}

func inUse(t testing.TB, busy leaktest.Busy) {
	db, mock := openMock(t)
	defer db.Close()
	oneBusyDriver(mock)
	busy(t.Context(), db)
	if n := db.Stats().InUse; n != 0 {
		t.Errorf("%d connections in use after the call; want 0", n)
	}
}

// goroutineLeakProfile asks Go's garbage collector for goroutines that wait for what
// nobody can reach any more. The pool is still open, as a service's is.
func goroutineLeakProfile(t testing.TB, busy leaktest.Busy) {
	profile := pprof.Lookup("goroutineleak")
	if profile == nil {
		t.Skip("GOEXPERIMENT=goroutineleakprofile go test -v -run TestDetectors ./...")
	}
	db, mock := watchedmock.New(t)
	defer db.Close()
	oneBusyDriver(mock)
	busy(t.Context(), db)
	if err := profile.WriteTo(io.Discard, 0); err != nil { // which looks for leaks first
		t.Fatal(err)
	}
	if n := profile.Count(); n != 0 {
		t.Errorf("%d leaked goroutines", n)
	}
}
