package leaktest

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"
)

// hurry makes what hangs hang for a short time.
func hurry(t testing.TB, most time.Duration) {
	usual := patience
	patience = most
	t.Cleanup(func() { patience = usual })
}

// saidBy is how a test ends, and all that it says, without the verdict's own line
// breaks. A judge's test runs tests that may take long.
func saidBy(t *testing.T, f func(t testing.TB)) (Outcome, string) {
	usual := patience
	patience = time.Minute
	defer func() { patience = usual }()
	o := Record(t, f)
	if o.Panic != "" || o.Hung {
		t.Fatalf("the judge itself: panic %q, hung %v", o.Panic, o.Hung)
	}
	return o, strings.Join(strings.Fields(strings.Join(o.Said, " ")), " ")
}

// TestFixed runs the judge of the fix over the answers that learners hand in.
func TestFixed(t *testing.T) {
	for _, tt := range rightAttempts {
		t.Run(tt.name, func(t *testing.T) { checkAttempt(t, tt) })
	}
	for _, tt := range wrongAttempts {
		t.Run(tt.name, func(t *testing.T) { checkAttempt(t, tt) })
	}
}

func checkAttempt(t *testing.T, a attempt) {
	if strings.HasPrefix(a.name, "w18") {
		defer func() { (<-stuck).Close() }() // which ends the call that hangs
	}
	if a.name == "a goroutine that waits" {
		defer func() { close(ended); ended = make(chan struct{}) }()
	}
	fixed, says := saidBy(t, func(t testing.TB) {
		if strings.HasPrefix(a.name, "w18") {
			hurry(t, 200*time.Millisecond)
		}
		Fixed(t, checkInUse, a.busy, closedQueue)
	})
	if fixed.Failed != (a.says != "") || !strings.Contains(says, a.says) {
		t.Errorf("Fixed failed = %v and says %q; want %q", fixed.Failed, says, a.says)
	}
	for _, label := range []string{"task 5.3", "called DriverBusy(ctx, \"dan\") where ", "got ", "want ", "why ", "next go tool workshop hint 5.3"} {
		if fixed.Failed && !strings.Contains(says, label) {
			t.Errorf("Fixed says %q; want %q in it", says, label)
		}
	}
	if strings.HasPrefix(a.name, "w18") || a.name == "a goroutine that waits" {
		return // once is enough
	}
	row, says := saidBy(t, func(t testing.TB) { RowError(t, checkInUse, a.busy) })
	if row.Skipped != fixed.Failed || row.Failed != (a.rowError != "") || !strings.Contains(says, a.rowError) {
		t.Errorf("RowError skipped = %v, failed = %v, and says %q; want %q", row.Skipped, row.Failed, says, a.rowError)
	}
}

// TestFixedNeedsCheck checks that nothing is said about the fix until the learner's
// own test is good.
func TestFixedNeedsCheck(t *testing.T) {
	leak := wrongAttempts[0].busy
	o, says := saidBy(t, func(t testing.TB) { Fixed(t, checkNothing, leak, luckyQueue) })
	if !o.Failed || !strings.Contains(says, "task 5.2 done first") || !strings.Contains(says, "hint 5.2") || strings.Contains(says, "InUse") {
		t.Errorf("Fixed failed = %v and says %q; want that 5.2 comes first, and no more", o.Failed, says)
	}
	o, says = saidBy(t, func(t testing.TB) { RowError(t, checkNothing, leak) })
	if !o.Skipped || !strings.Contains(says, "needs task 5.2") {
		t.Errorf("RowError skipped = %v and says %q; want that it needs 5.2", o.Skipped, says)
	}
}

const (
	queueStatement = "SELECT id FROM orders WHERE merchant_id = ? AND state = ?"
	countStatement = "SELECT COUNT(*) FROM orders WHERE merchant_id = ? AND state = ?"
)

// luckyQueue is the service's: its rows are read to their end and never closed.
func luckyQueue(ctx context.Context, db *sql.DB, merchantID string) (int, error) {
	rows, err := db.QueryContext(ctx, queueStatement, merchantID, waiting)
	if err != nil {
		return 0, err
	}
	n := 0
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

func closedQueue(ctx context.Context, db *sql.DB, merchantID string) (int, error) {
	rows, err := db.QueryContext(ctx, queueStatement, merchantID, waiting)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

// TestQueue runs the judge over the lookup that is safe by luck.
func TestQueue(t *testing.T) {
	tests := []struct {
		name  string
		queue MerchantQueue
		says  string
	}{
		{"defer Close", closedQueue, ""},
		{"Close behind the loop", func(ctx context.Context, db *sql.DB, id string) (int, error) {
			rows, err := db.QueryContext(ctx, queueStatement, id, waiting)
			if err != nil {
				return 0, err
			}
			n := 0
			for rows.Next() {
				n++
			}
			if err := rows.Close(); err != nil {
				return 0, err
			}
			return n, rows.Err()
		}, ""},
		{"COUNT", func(ctx context.Context, db *sql.DB, id string) (n int, err error) {
			err = db.QueryRowContext(ctx, countStatement, id, waiting).Scan(&n)
			return n, err
		}, ""},
		{"as it was", luckyQueue, "this one was safe by luck"},
		{"Err lost", func(ctx context.Context, db *sql.DB, id string) (int, error) {
			rows, err := db.QueryContext(ctx, queueStatement, id, waiting)
			if err != nil {
				return 0, err
			}
			defer rows.Close()
			n := 0
			for rows.Next() {
				n++
			}
			return n, nil
		}, "the Close is no reason to drop it"},
		{"any error is an empty queue", func(ctx context.Context, db *sql.DB, id string) (n int, err error) {
			db.QueryRowContext(ctx, countStatement, id, waiting).Scan(&n)
			return n, nil
		}, "an error must not look like an empty queue"},
		{"defer before err", func(ctx context.Context, db *sql.DB, id string) (int, error) {
			rows, err := db.QueryContext(ctx, queueStatement, id, waiting)
			defer func() { rows.Close() }() // in a func, or go vet sees it
			if err != nil {
				return 0, err
			}
			n := 0
			for rows.Next() {
				n++
			}
			return n, rows.Err()
		}, "looks like defer rows.Close() before err is looked at"},
		{"one row too few", func(ctx context.Context, db *sql.DB, id string) (int, error) {
			n, err := closedQueue(ctx, db, id)
			return max(n-1, 0), err
		}, "3, error <nil>"},
		{"all merchants", func(ctx context.Context, db *sql.DB, id string) (n int, err error) {
			err = db.QueryRowContext(ctx, "SELECT COUNT(*) FROM orders WHERE state = ?", waiting).Scan(&n)
			return n, err
		}, "the queue is that of one merchant"},
		{"a transaction", func(ctx context.Context, db *sql.DB, id string) (int, error) {
			tx, err := db.BeginTx(ctx, nil)
			if err != nil {
				return 0, err
			}
			return 0, tx.Rollback()
		}, "no transaction needed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o, says := saidBy(t, func(t testing.TB) { Fixed(t, checkInUse, rightAttempts[1].busy, tt.queue) })
			if o.Failed != (tt.says != "") || !strings.Contains(says, tt.says) {
				t.Errorf("Fixed failed = %v and says %q; want %q", o.Failed, says, tt.says)
			}
			if o.Failed && !strings.Contains(says, `called MerchantQueue(ctx, "warung") where`) {
				t.Errorf("Fixed says %q; want the call in it", says)
			}
		})
	}
}
