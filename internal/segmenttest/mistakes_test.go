package segmenttest

import (
	"context"

	"github.com/newrelic/go-agent/v3/newrelic"
)

// mistakes are functions as learners write them. Each sends its queries right:
// only the segments are wrong.
var mistakes = []judged{
	{"End forgotten", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		_ = s
		return orders(ctx, db)
	}, []Segment{findOrders}, "End forgotten"},

	{"the start deferred, and not its End", func(ctx context.Context, db *DB) error {
		defer start("findOrders", "orders", newrelic.FromContext(ctx))
		return orders(ctx, db)
	}, []Segment{findOrders}, "defer of the start itself"},

	{"ended at once", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "End called at once"},

	{"ended before the rows", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		rows, err := db.QueryContext(ctx, "SELECT id FROM orders")
		s.End()
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
		}
		return rows.Err()
	}, []Segment{findOrders}, "End called right after QueryContext"},

	{"started after the query", func(ctx context.Context, db *DB) error {
		rows, err := db.QueryContext(ctx, "SELECT id FROM orders")
		if err != nil {
			return err
		}
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		defer s.End()
		defer rows.Close()
		for rows.Next() {
		}
		return rows.Err()
	}, []Segment{findOrders}, "a start that stands too late"},

	{"ended in the loop", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		rows, err := db.QueryContext(ctx, "SELECT id FROM orders")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			s.End()
		}
		return rows.Err()
	}, []Segment{findOrders}, "End in the loop over the rows"},

	{"a segment for the query and one for the rows", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		rows, err := db.QueryContext(ctx, "SELECT id FROM orders")
		s.End()
		if err != nil {
			return err
		}
		defer rows.Close()
		s2 := start("findOrders", "orders", newrelic.FromContext(ctx))
		defer s2.End()
		for rows.Next() {
		}
		return rows.Err()
	}, []Segment{findOrders}, "one segment for the query and another for its rows"},

	{"a segment for each row", func(ctx context.Context, db *DB) error {
		rows, err := db.QueryContext(ctx, "SELECT id FROM orders")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			s := start("findOrders", "orders", newrelic.FromContext(ctx))
			defer s.End()
		}
		return rows.Err()
	}, []Segment{findOrders}, "a segment for each row"},

	{"a plain segment", func(ctx context.Context, db *DB) error {
		defer newrelic.FromContext(ctx).StartSegment("findOrders").End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "txn.StartSegment where a DatastoreSegment belongs"},

	{"ended before the caller has it", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		s.End()
		defer s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "End called before the caller has the segment"},

	{"a copy ended", func(ctx context.Context, db *DB) error {
		s := newrelic.DatastoreSegment{StartTime: newrelic.FromContext(ctx).StartSegmentNow()}
		running := s
		defer running.End()
		s.Product, s.Collection, s.Operation = newrelic.DatastoreMySQL, "orders", "findOrders"
		return orders(ctx, db)
	}, []Segment{findOrders}, "set on a copy"},

	{"operation and table swapped", func(ctx context.Context, db *DB) error {
		s := start("orders", "findOrders", newrelic.FromContext(ctx))
		defer s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "operation and table swapped"},

	{"background context", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		defer s.End()
		return orders(context.Background(), db)
	}, []Segment{findOrders}, "context.Background()"},

	{"no segment", orders, []Segment{findOrders}, "no segment at all"},

	{"two queries, one variable, two defers", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		s := start("findOrders", "orders", txn)
		defer s.End()
		if err := orders(ctx, db); err != nil {
			return err
		}
		s = start("findDriver", "drivers", txn)
		defer s.End()
		return drivers(ctx, db)
	}, []Segment{findOrders, findDriver}, "one variable for two segments"},

	{"two queries, two variables, two defers", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		s := start("findOrders", "orders", txn)
		defer s.End()
		if err := orders(ctx, db); err != nil {
			return err
		}
		s2 := start("findDriver", "drivers", txn)
		defer s2.End()
		return drivers(ctx, db)
	}, []Segment{findOrders, findDriver}, "two deferred Ends in one function"},

	{"defer in a loop", func(ctx context.Context, db *DB) error {
		for range 3 {
			s := start("findOrders", "orders", newrelic.FromContext(ctx))
			defer s.End()
			if err := orders(ctx, db); err != nil {
				return err
			}
		}
		return nil
	}, []Segment{findOrders, findOrders, findOrders}, "defer in a loop"},

	{"two queries in one segment", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		defer s.End()
		if err := orders(ctx, db); err != nil {
			return err
		}
		return drivers(ctx, db)
	}, []Segment{findOrders, findDriver}, "one segment around the whole method"},

	{"an inner segment that ends last", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		outer := start("findOrders", "orders", txn)
		if err := orders(ctx, db); err != nil {
			return err
		}
		inner := start("findDriver", "drivers", txn)
		defer inner.End()
		defer outer.End()
		return drivers(ctx, db)
	}, []Segment{findOrders, findDriver}, "the outer segment ended before the inner one"},

	{"the first of two never ended", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		before := txn.StartSegment("prepare")
		_ = before
		s := start("findOrders", "orders", txn)
		defer s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "End forgotten on a segment that was started before"},

	{"one query in two segments", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		outer := start("findAll", "orders", txn)
		defer outer.End()
		s := start("findOrders", "orders", txn)
		defer s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "one in the function that it calls"},

	{"a segment around nothing", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		s := start("findOrders", "orders", txn)
		defer s.End()
		err := orders(ctx, db)
		more := start("findOrders", "orders", txn)
		more.End()
		return err
	}, []Segment{findOrders}, "one segment too many"},

	{"End twice", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		defer s.End()
		err := orders(ctx, db)
		s.End()
		return err
	}, []Segment{findOrders}, "End called twice"},

	{"a segment ended after its transaction", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		s := start("findOrders", "orders", txn)
		defer s.End()
		defer txn.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "a segment ended after its transaction"},

	{"the transaction ended in the repository", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		defer txn.End()
		s := start("findOrders", "orders", txn)
		defer s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "a transaction ended twice"},

	{"the query after its transaction", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		txn.End()
		s := start("findOrders", "orders", txn)
		defer s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "a transaction that somebody else started"},

	{"a second transaction", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx).Application().StartTransaction("findOrders")
		defer txn.End()
		s := start("findOrders", "orders", txn)
		defer s.End()
		return orders(newrelic.NewContext(ctx, txn), db)
	}, []Segment{findOrders}, "StartTransaction where newrelic.FromContext(ctx) belongs"},

	{"a second transaction beside the first", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		second := txn.Application().StartTransaction("findOrders")
		defer second.End()
		s := start("findOrders", "orders", txn)
		defer s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "a second transaction for the same request"},

	{"the id in the operation", func(ctx context.Context, db *DB) error {
		s := start("findOrders 4711", "orders", newrelic.FromContext(ctx))
		defer s.End()
		rows, err := db.QueryContext(ctx, "SELECT id FROM orders WHERE customer_id = ?", 4711)
		if err != nil {
			return err
		}
		return rows.Close()
	}, []Segment{findOrders}, "a value of the call in the name"},

	{"another product", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		s.Product = newrelic.DatastorePostgres
		defer s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "the wrong product"},

	{"no product", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		s.Product = ""
		defer s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "Product forgotten"},

	{"no table", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "", newrelic.FromContext(ctx))
		defer s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "Collection forgotten"},

	{"no operation", func(ctx context.Context, db *DB) error {
		s := start("", "orders", newrelic.FromContext(ctx))
		defer s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "Operation forgotten"},

	{"another table", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "drivers", newrelic.FromContext(ctx))
		defer s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "the name of another table"},

	{"another operation", func(ctx context.Context, db *DB) error {
		s := start("find", "orders", newrelic.FromContext(ctx))
		defer s.End()
		return orders(ctx, db)
	}, []Segment{findOrders}, "the name of another operation"},

	{"a query too many", func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		defer s.End()
		orders(ctx, db)
		return orders(ctx, db)
	}, []Segment{findOrders}, "a segment changes nothing in what the code does"},

	{"no error noticed", func(ctx context.Context, db *DB) error {
		txn := newrelic.FromContext(ctx)
		s := start("findOrders", "orders", txn)
		defer s.End()
		err := orders(ctx, db)
		txn.NoticeError(err)
		return err
	}, []Segment{findOrders}, "NoticeError called without an error"},
}
