package segmenttest

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/newrelic/go-agent/v3/newrelic"

	"example.com/metricsworkshop/internal/verdict"
)

var (
	errDatabase = errors.New("the database said no")

	findOrders = Segment{"MySQL", "orders", "findOrders"}
	findDriver = Segment{"MySQL", "drivers", "findDriver"}
)

// answerTwo answers a query with two rows.
func answerTwo(db *DB) { db.Answer(Row{int64(7)}, Row{int64(9)}) }

// judged is one function under test, run by the real agent.
type judged struct {
	name string
	f    func(ctx context.Context, db *DB) error
	want []Segment
	why  string // of the first finding; "" is none
}

// judgeOne runs a function on each answer and returns the findings.
func judgeOne(t *testing.T, tt judged, answers ...func(*DB)) []verdict.Finding {
	t.Helper()
	nr := Start(t)
	for _, answer := range answers {
		db := nr.DB()
		for range tt.want {
			answer(db)
		}
		nr.Call(tt.name, tt.want, func(ctx context.Context) error { return tt.f(ctx, db) })
	}
	return nr.Judge()
}

// TestMistakes checks that each mistake gets its own explanation.
func TestMistakes(t *testing.T) {
	seen := map[string]string{}
	for _, tt := range mistakes {
		t.Run(tt.name, func(t *testing.T) {
			findings := judgeOne(t, tt, answerTwo)
			if len(findings) != 1 {
				t.Fatalf("%d findings; want 1: %q", len(findings), findings)
			}
			f := findings[0]
			if !strings.Contains(f.Why, tt.why) {
				t.Errorf("finding %q\nwant %q in its why", f, tt.why)
			}
			if f.Called != tt.name || f.Got == "" || f.Want == "" {
				t.Errorf("finding %q; want the call, and what was got and wanted", f)
			}
			if other := seen[f.Why]; other != "" {
				t.Errorf("says the same as for %q: %s", other, f.Why)
			}
			seen[f.Why] = tt.name
		})
	}
}

// TestRight checks that other ways to do it right are accepted, on error paths
// too.
func TestRight(t *testing.T) {
	answers := map[string]func(*DB){
		"two rows":   answerTwo,
		"no row":     func(db *DB) { db.Answer() },
		"fails":      func(db *DB) { db.Fail(errDatabase) },
		"row fails":  func(db *DB) { db.FailRow(1, errDatabase, Row{int64(7)}, Row{int64(9)}) },
		"no integer": func(db *DB) { db.Answer(Row{"seven"}, Row{int64(9)}) },
	}
	for _, tt := range right {
		for name, answer := range answers {
			t.Run(tt.name+", "+name, func(t *testing.T) {
				for _, f := range judgeOne(t, tt, answer) {
					t.Errorf("finding %q; want none", f)
				}
			})
		}
	}
}

// start is the function of the lesson.
func start(operation, table string, txn *newrelic.Transaction) newrelic.DatastoreSegment {
	return newrelic.DatastoreSegment{
		StartTime:  txn.StartSegmentNow(),
		Product:    newrelic.DatastoreMySQL,
		Collection: table,
		Operation:  operation,
	}
}

// orders and drivers are queries with all their rows.
func orders(ctx context.Context, db *DB) error  { return read(ctx, db.DB, "SELECT id FROM orders") }
func drivers(ctx context.Context, db *DB) error { return read(ctx, db.DB, "SELECT id FROM drivers") }

func read(ctx context.Context, db *sql.DB, query string) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
	}
	return rows.Err()
}
