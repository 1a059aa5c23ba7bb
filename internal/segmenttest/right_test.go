package segmenttest

import (
	"context"
	"database/sql"

	"github.com/newrelic/go-agent/v3/newrelic"
	"github.com/newrelic/go-agent/v3/newrelic/sqlparse"
)

// right are other ways to report a query and its rows.
var right = []judged{
	{name: "deferred End", want: []Segment{findOrders}, f: func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		defer s.End()
		return orders(ctx, db)
	}},

	{name: "explicit End on each way out", want: []Segment{findOrders}, f: func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		rows, err := db.QueryContext(ctx, "SELECT id FROM orders")
		if err != nil {
			s.End()
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				s.End()
				return err
			}
		}
		s.End()
		return rows.Err()
	}},

	{name: "two queries, each with its helper", want: []Segment{findOrders, findDriver}, f: func(ctx context.Context, db *DB) error {
		err := around(ctx, findOrders, func() error { return orders(ctx, db) })
		return firstError(err, around(ctx, findDriver, func() error { return drivers(ctx, db) }))
	}},

	{name: "one after the other, without defer", want: []Segment{findOrders, findDriver}, f: func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		s := start("findOrders", "orders", txn)
		err := orders(ctx, db)
		s.End()
		s = start("findDriver", "drivers", txn)
		err = firstError(err, drivers(ctx, db))
		s.End()
		return err
	}},

	{name: "inside a segment that is no datastore's", want: []Segment{findOrders}, f: func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		defer txn.StartSegment("repository").End()
		s := start("findOrders", "orders", txn)
		defer s.End()
		return orders(ctx, db)
	}},

	{name: "QueryRow", want: []Segment{findOrders}, f: func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		defer s.End()
		var id int64
		return db.QueryRowContext(ctx, "SELECT id FROM orders WHERE id = ?", 7).Scan(&id)
	}},

	{name: "a prepared statement", want: []Segment{findOrders}, f: func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		defer s.End()
		statement, err := db.PrepareContext(ctx, "SELECT id FROM orders WHERE id = ?")
		if err != nil {
			return err
		}
		defer statement.Close()
		var id int64
		return statement.QueryRowContext(ctx, 7).Scan(&id)
	}},

	{name: "rows that are left open, by a caller who must not cancel", want: []Segment{findOrders}, f: func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		defer s.End()
		rows, err := db.QueryContext(context.WithoutCancel(ctx), "SELECT id FROM orders")
		if err != nil {
			return err
		}
		rows.Next()
		return nil
	}},

	{name: "another goroutine", want: []Segment{findOrders}, f: func(ctx context.Context, db *DB) error {
		ended := make(chan error)
		txn := newrelic.FromContext(ctx).NewGoroutine()
		go func() {
			s := start("findOrders", "orders", txn)
			err := orders(newrelic.NewContext(ctx, txn), db)
			s.End()
			ended <- err
		}()
		return <-ended
	}},

	{name: "the agent's instrumentation of drivers", want: []Segment{findOrders}, f: func(ctx context.Context, db *DB) error {
		pool := instrumented(db)
		defer pool.Close()
		return read(ctx, pool, "SELECT id FROM orders")
	}},

	{name: "the same with a prepared statement", want: []Segment{findOrders}, f: func(ctx context.Context, db *DB) error {
		pool := instrumented(db)
		defer pool.Close()
		statement, err := pool.PrepareContext(ctx, "SELECT id FROM orders")
		if err != nil {
			return err
		}
		defer statement.Close()
		rows, err := statement.QueryContext(ctx)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
		}
		return rows.Err()
	}},
}

// instrumented is a pool with the agent's instrumentation of drivers, which names
// its segments as the table has them.
func instrumented(db *DB) *sql.DB {
	return sql.OpenDB(newrelic.InstrumentSQLConnector(db.Connector(), newrelic.SQLDriverSegmentBuilder{
		BaseSegment: newrelic.DatastoreSegment{Product: newrelic.DatastoreMySQL},
		ParseQuery: func(s *newrelic.DatastoreSegment, query string) {
			sqlparse.ParseQuery(s, query)
			s.Operation = "findOrders"
		},
	}))
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// around is a helper as a learner may write it.
func around(ctx context.Context, s Segment, f func() error) error {
	segment := start(s.Operation, s.Collection, newrelic.FromContext(ctx))
	defer segment.End()
	return f()
}
