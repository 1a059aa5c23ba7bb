package segmenttest

import (
	"context"
	"net/http"
	"net/http/httptest"

	"github.com/newrelic/go-agent/v3/newrelic"

	"example.com/metricsworkshop/internal/verdict"
)

// A Segment is what a segment reports: Product, as newrelic.DatastoreMySQL, the
// table as its Collection, and the Operation.
type Segment struct{ Product, Collection, Operation string }

// MySQL returns the segments of operations on one MySQL table.
func MySQL(table string, operations ...string) []Segment {
	var segments []Segment
	for _, operation := range operations {
		segments = append(segments, Segment{Product: "MySQL", Collection: table, Operation: operation})
	}
	return segments
}

func (s Segment) String() string { return s.Product + " " + s.Collection + " " + s.Operation }

// call is one call under test, and what was seen while it ran.
type call struct {
	called      string
	want        []Segment
	transaction string // the name that a request's should have, if that is judged
	request     bool   // made by Serve: the code under test starts the transaction
	trace       string // of the transaction that Call started
	err         error

	queries []*query
	errors  []errorLine
}

// current is the call that is under way, or was last. The caller holds a.mu.
func (a *Agent) current() *call { return a.calls[len(a.calls)-1] }

func (a *Agent) begin(c *call) *call {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls = append(a.calls, c)
	return c
}

// Call calls f with the context of a transaction, which it ends, and returns f's
// error; a panic of f becomes an error. f should send one statement for each
// wanted segment, in their order. A finding names the call by called.
func (a *Agent) Call(called string, want []Segment, f func(ctx context.Context) error) error {
	txn := a.App.StartTransaction("call")
	c := a.begin(&call{called: called, want: want, trace: txn.GetTraceMetadata().TraceID})
	c.err = verdict.Call(func() error {
		return f(newrelic.NewContext(a.t.Context(), txn))
	})
	mark(txn, markAfter, 0)
	txn.End()
	return c.err
}

// Serve lets h answer r, and returns the answer. h should start one transaction,
// put it into the request's context, and end it. Its name should be the one given,
// without New Relic's "WebTransaction/Go/"; an empty one is not judged. Statements
// and segments are as with Call.
func (a *Agent) Serve(h http.Handler, r *http.Request, transaction string, want []Segment) *httptest.ResponseRecorder {
	a.begin(&call{called: r.Method + " " + r.URL.RequestURI(), want: want, transaction: transaction, request: true})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Queries are all statements that reached a database of the agent, in their order.
func (a *Agent) Queries() []Query {
	a.mu.Lock()
	defer a.mu.Unlock()
	var queries []Query
	for _, c := range a.calls {
		for _, q := range c.queries {
			queries = append(queries, q.Query)
		}
	}
	return queries
}
