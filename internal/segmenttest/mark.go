package segmenttest

import (
	"context"
	"database/sql/driver"
	"runtime"
	"strings"

	"github.com/newrelic/go-agent/v3/newrelic"
)

// A Query is one statement that reached a database, rows or not.
type Query struct {
	SQL  string
	Args []driver.Value
}

// query is what the probe knows of one statement.
type query struct {
	Query
	number        int
	inTransaction bool   // its context has one
	trace         string // the transaction's; empty if that had ended
	byAgent       bool   // it came through the agent's own instrumentation of drivers
	failed        bool   // it, or one of its rows, was answered with an error
}

// What the probe's spans mark.
const (
	markQuery = "query"
	markRow   = "row"   // the next row is asked for
	markAfter = "after" // the code under test has returned

	probeName = "segmenttest probe"
)

// mark leaves a span in the transaction at this moment. Whether a context has a
// transaction that still runs must be known before: the agent logs an error for
// any use of an ended one.
func mark(txn *newrelic.Transaction, kind string, number int) {
	if txn.GetTraceMetadata().TraceID == "" {
		return
	}
	s := txn.StartSegment(probeName)
	s.AddAttribute("probe", kind)
	s.AddAttribute("query", number)
	s.End()
}

// saw keeps a statement with the call that is under way, and marks it.
func (a *Agent) saw(ctx context.Context, text string, args []driver.NamedValue) *query {
	txn := newrelic.FromContext(ctx)
	q := &query{
		Query:         Query{SQL: text},
		inTransaction: txn != nil,
		trace:         txn.GetTraceMetadata().TraceID,
		byAgent:       calledByAgent(),
	}
	for _, arg := range args {
		q.Args = append(q.Args, arg.Value)
	}
	a.mu.Lock()
	a.queries++
	q.number = a.queries
	c := a.current()
	c.queries = append(c.queries, q)
	a.mu.Unlock()
	mark(txn, markQuery, q.number)
	return q
}

func (a *Agent) failed(q *query) {
	a.mu.Lock()
	defer a.mu.Unlock()
	q.failed = true
}

// calledByAgent reports whether the agent's instrumentation of drivers stands
// between database/sql and the probe. It starts its segments when the query is
// over, so the probe cannot be inside.
func calledByAgent() bool {
	callers := make([]uintptr, 16)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	for {
		frame, more := frames.Next()
		if strings.Contains(frame.Function, "go-agent/v3/newrelic.(*wrap") {
			return true
		}
		if !more {
			return false
		}
	}
}
