package segmenttest

import (
	"database/sql/driver"
	"fmt"
	"strings"

	"example.com/metricsworkshop/internal/collector"
)

// What the agent calls a segment without an operation or a product.
const (
	noOperation = "other"
	noProduct   = "Unknown"
)

// wrongName judges a segment's name. The arguments are those of its query.
func wrongName(got collector.Span, want Segment, args []driver.Value) *mistake {
	g := segmentOf(got)
	if g == want {
		return nil
	}
	m := &mistake{
		got:  fmt.Sprintf("product %q, collection %q, operation %q", g.Product, g.Collection, g.Operation),
		want: fmt.Sprintf("product %q, collection %q, operation %q", want.Product, want.Collection, want.Operation),
	}
	switch {
	case g.Collection == want.Operation && g.Operation == want.Collection:
		m.why = "looks like operation and table swapped: both are strings, so the compiler cannot tell. The table has a row for a table called " + g.Collection
	case g == Segment{noProduct, "", noOperation}:
		m.why = "looks like Product, Collection and Operation not set, or set on a copy: a DatastoreSegment is a value, so what is set on one is not set on the other"
	case g.Product == noProduct:
		m.why = "looks like Product forgotten: the row is one of an unknown database"
	case g.Product != want.Product:
		m.why = "looks like the wrong product: New Relic files the row under another database. It is the last argument of StartDataSegmentNowForDataStore, and for this service's queries it is newrelic.DatastoreMySQL"
	case g.Collection == "":
		m.why = "looks like Collection forgotten: New Relic counts the operation, and cannot say on which table"
	case g.Operation == noOperation:
		m.why = "looks like Operation forgotten: all such queries share one row, called other"
	case hasValue(g, want, args):
		m.why = "looks like a value of the call in the name: each value makes a row of its own, and from 2,000 names on the agent drops what comes"
	case g.Collection != want.Collection:
		m.why = "looks like the name of another table: whoever searches for what makes this table slow does not find the query"
	default:
		m.why = "looks like the name of another operation: whoever looks for this query by its name does not find it"
	}
	return m
}

// hasValue reports whether a name has a value in it that the query got.
func hasValue(got, want Segment, args []driver.Value) bool {
	for _, arg := range args {
		value := fmt.Sprint(arg)
		if b, ok := arg.([]byte); ok {
			value = string(b)
		}
		if value != "" && strings.Contains(got.String(), value) && !strings.Contains(want.String(), value) {
			return true
		}
	}
	return false
}
