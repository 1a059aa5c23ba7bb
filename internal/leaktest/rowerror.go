package leaktest

import (
	"context"
	"errors"
	"testing"

	"example.com/metricsworkshop/internal/verdict"
)

// RowError fails t if busy lost an error on the way to its fix: the rows break while
// they are read, and that must come back. It skips t until check is good and the leak
// is fixed.
func RowError(t testing.TB, check Check, busy DriverBusy) {
	t.Helper()
	if !Good(t, check) {
		t.Skip("needs task 5.2: checkDriverBusy is not good yet")
	}
	if judgeBusy(t, busy) != nil {
		t.Skip("needs task 5.3: TestNoLeak says what DriverBusy lacks")
	}
	v := verdict.For(t, "5.3")
	db := newDatabase(t, answer{orders: 1, failRow: errDatabase})
	r := lookups{t, busy}.ask(context.Background(), db)
	if errors.Is(r.err, errDatabase) && r.inUse == 0 {
		return
	}
	f := verdict.Finding{Called: calledBusy + "the connection breaks while the row is read", Got: r.String(), Want: "false, error … " + errDatabase.Error(),
		Why: "you fixed the leak and lost an error: Next is false at the end and at an error, and only rows.Err() tells which. Read as no, a broken connection makes a busy driver look free"}
	switch {
	case r.err != nil && !errors.Is(r.err, errDatabase):
		f.Why = "you fixed the leak and lost the cause of an error: wrap it with %w"
	case r.err != nil:
		f = *inUse(f.Called, r, "looks like a return at the error, before Close: defer rows.Close() holds on every way out")
	}
	v.Wrong(f)
}
