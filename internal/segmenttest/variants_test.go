package segmenttest

import (
	"context"
	"strings"
	"testing"

	"github.com/newrelic/go-agent/v3/newrelic"
)

// variants are further ways to make a mistake, which say the same.
var variants = []judged{
	{"one variable in a loop", func(ctx context.Context, db *DB) error {
		var s newrelic.DatastoreSegment
		for range 3 {
			s = start("findOrders", "orders", newrelic.FromContext(ctx))
			defer s.End()
			if err := orders(ctx, db); err != nil {
				return err
			}
		}
		return nil
	}, []Segment{findOrders, findOrders, findOrders}, "one variable for two segments"},

	{"the first of two queries never ended", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		s := start("findOrders", "orders", txn)
		_ = s
		if err := orders(ctx, db); err != nil {
			return err
		}
		return around(ctx, findDriver, func() error { return drivers(ctx, db) })
	}, []Segment{findOrders, findDriver}, "End forgotten"},

	{"goroutines on one transaction", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		outer := start("findOrders", "orders", txn)
		if err := orders(ctx, db); err != nil {
			return err
		}
		started, ended := make(chan struct{}), make(chan error)
		go func() {
			s := start("findDriver", "drivers", txn)
			err := drivers(ctx, db)
			close(started)
			<-ended
			s.End()
			ended <- err
		}()
		<-started
		outer.End()
		ended <- nil
		return <-ended
	}, []Segment{findOrders, findDriver}, "without txn.NewGoroutine()"},

	{"an outer segment that ends before the inner one's query", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		outer := start("findOrders", "orders", txn)
		if err := orders(ctx, db); err != nil {
			return err
		}
		inner := start("findDriver", "drivers", txn)
		defer inner.End()
		outer.End()
		return drivers(ctx, db)
	}, []Segment{findOrders, findDriver}, "the outer segment ended before the inner one"},

	{"the second of two queries bare", func(ctx context.Context, db *DB) error {
		if err := around(ctx, findOrders, func() error { return orders(ctx, db) }); err != nil {
			return err
		}
		return drivers(ctx, db)
	}, []Segment{findOrders, findDriver}, "no segment at all"},

	{"a start around nothing, behind the query", func(ctx context.Context, db *DB) error {
		err := orders(ctx, db)
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		s.End()
		return err
	}, []Segment{findOrders}, "a start that stands too late"},

	{"a start behind the query that is never ended", func(ctx context.Context, db *DB) error {
		rows, err := db.QueryContext(ctx, "SELECT id FROM orders")
		if err != nil {
			return err
		}
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		_ = s
		defer rows.Close()
		for rows.Next() {
		}
		return rows.Err()
	}, []Segment{findOrders}, "a start that stands too late"},

	{"a segment for each row, ended in the loop", func(ctx context.Context, db *DB) error {
		rows, err := db.QueryContext(ctx, "SELECT id FROM orders")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			s := start("findOrders", "orders", newrelic.FromContext(ctx))
			s.End()
		}
		return rows.Err()
	}, []Segment{findOrders}, "a segment for each row"},

	{"two queries, each with a start behind it", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		err := orders(ctx, db)
		s := start("findOrders", "orders", txn)
		s.End()
		err = firstError(err, drivers(ctx, db))
		s = start("findDriver", "drivers", txn)
		s.End()
		return err
	}, []Segment{findOrders, findDriver}, "a start that stands too late"},

	{"ended with the first row, without a second End", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		rows, err := db.QueryContext(ctx, "SELECT id FROM orders")
		if err != nil {
			return err
		}
		defer rows.Close()
		rows.Next()
		s.End()
		rows.Next()
		return rows.Err()
	}, []Segment{findOrders}, "End in the loop over the rows"},

	{"ended before the rows and again by defer", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		defer s.End()
		rows, err := db.QueryContext(ctx, "SELECT id FROM orders")
		s.End()
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
		}
		return rows.Err()
	}, []Segment{findOrders}, "End called twice"},

	{"a segment in a transaction of its own", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx).Application().StartTransaction("findOrders")
		defer txn.End()
		s := start("findOrders", "orders", txn)
		defer s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "a second transaction for the same request"},

	{"a transaction of its own that never ends", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx).Application().StartTransaction("findOrders")
		s := start("findOrders", "orders", txn)
		defer s.End()
		return orders(newrelic.NewContext(ctx, txn), db)
	}, []Segment{findOrders}, "StartTransaction where newrelic.FromContext(ctx) belongs"},

	{"by hand and by the agent's driver", func(ctx context.Context, db *DB) error {
		pool := instrumented(db)
		defer pool.Close()
		return around(ctx, findOrders, func() error { return read(ctx, pool, "SELECT id FROM orders") })
	}, []Segment{findOrders}, "one in the function that it calls"},

	{"the agent's driver with its own names", func(ctx context.Context, db *DB) error {
		pool := instrumented(db)
		defer pool.Close()
		return read(ctx, pool, "SELECT id FROM orders")
	}, []Segment{findDriver}, "the name of another table"},

	{"a value of another type in the name", func(ctx context.Context, db *DB) error {
		return around(ctx, Segment{"MySQL", "orders of ann", "findOrders"}, func() error {
			rows, err := db.QueryContext(ctx, "SELECT id FROM orders WHERE customer_id = ?", []byte("ann"))
			if err != nil {
				return err
			}
			return rows.Close()
		})
	}, []Segment{findOrders}, "a value of the call in the name"},

	{"a segment, and no query", func(ctx context.Context, db *DB) error {
		return around(ctx, findOrders, func() error { return nil })
	}, nil, "the table is what the people on call read"},

	{"an error noticed too late", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		txn.End()
		txn.NoticeError(errDatabase)
		return nil
	}, nil, "a transaction that is used after its end"},
}

func TestVariants(t *testing.T) {
	for _, tt := range variants {
		t.Run(tt.name, func(t *testing.T) {
			findings := judgeOne(t, tt, answerTwo)
			if len(findings) != 1 || !strings.Contains(findings[0].Why, tt.why) {
				t.Errorf("findings %q; want one with %q", findings, tt.why)
			}
		})
	}
}
