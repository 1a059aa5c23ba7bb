package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/newrelic/go-agent/v3/newrelic"
	"github.com/urfave/negroni/v3"

	"example.com/metricsworkshop/internal/collector"
	"example.com/metricsworkshop/internal/segmenttest"
	"example.com/metricsworkshop/internal/verdict"
)

// scripted is a repository whose GetState does what the test says, and keeps what
// it found in its context.
type scripted struct {
	Orders
	state func() (State, error)
	found carried
}

func (s *scripted) State(ctx context.Context, _ int64) (State, error) {
	txn := newrelic.FromContext(ctx)
	s.found = carried{txn != nil, txn.GetTraceMetadata().TraceID}
	return s.state()
}

// carried is the transaction that a request carries to its query.
type carried struct {
	transaction bool
	trace       string // empty if the transaction had ended
}

// wrong says what is wrong with a request's transaction, if that can be told from
// all that were reported.
func (c carried) wrong(reported []collector.Transaction, first bool) *verdict.Finding {
	isIt := func(txn collector.Transaction) bool { return txn.TraceID == c.trace }
	switch {
	case !c.transaction && len(reported) > 0:
		return &verdict.Finding{Got: "no transaction in the context that a query gets", Want: "the request's",
			Why: "looks like r.WithContext forgotten: newrelic.NewContext returns a new context, and only in that one a query finds its transaction"}
	case c.transaction && c.trace == "" && first:
		return &verdict.Finding{Got: "a transaction that ended before the query", Want: "one that ends when next has returned",
			Why: "looks like End before next, without defer: what comes after the end is lost"}
	case c.transaction && c.trace == "":
		return &verdict.Finding{Got: "a transaction that ended with the request before", Want: "a transaction for each request",
			Why: "looks like one transaction for all requests, started when the middleware is made: StartTransaction belongs into the function that is called for each"}
	case c.transaction && !slices.ContainsFunc(reported, isIt) && first:
		return &verdict.Finding{Got: "a transaction that was never reported", Want: "defer txn.End() right after StartTransaction",
			Why: "looks like End of the transaction forgotten: New Relic hears of a request only then"}
	case c.transaction && !slices.ContainsFunc(reported, isIt):
		return &verdict.Finding{Got: "a transaction that was never reported, when others were", Want: "one for each request",
			Why: "looks like txn.Ignore, or End on some ways out only: a request that fails is a request, and missing it makes the service look better than it is"}
	}
	return nil
}

// TestNewRelicMiddleware proves task 3.3: each request is one transaction, named
// by its route, with its status and its errors.
func TestNewRelicMiddleware(t *testing.T) {
	v := verdict.For(t, "3.3")
	nr := segmenttest.Start(t)
	tests := []struct {
		does         string
		method, path string
		state        func() (State, error)
		name         string // of the transaction
		status       int
		errors       []string // pieces of what the transaction noticed
		why          string
		statusWhy    string // if only this one's status is wrong
	}{
		{"the order is there", http.MethodGet, "/orders/4711/state", func() (State, error) { return StateCreated, nil }, "orders.id.state.get", http.StatusOK, nil,
			"the name is the route's: with the order's number in it New Relic has a transaction for every order", ""},
		{"no such order", http.MethodGet, "/orders/4711/state", func() (State, error) { return "", ErrNotFound }, "orders.id.state.get", http.StatusNotFound, nil,
			"what a client does wrong is no error of the service: config.ErrorCollector.IgnoreStatusCodes", ""},
		{"no route", http.MethodGet, "/nowhere/4711", nil, "unmatched", http.StatusNotFound, nil,
			"404 of the router's is a request too, under one name for all paths", ""},
		{"the database fails", http.MethodGet, "/orders/4711/state", func() (State, error) { return "", errDatabase }, "orders.id.state.get", http.StatusInternalServerError, []string{errDatabase.Error()},
			"without the cause the error says 500, and nobody knows more than the client", ""},
		{"the handler panics", http.MethodGet, "/orders/4711/state", func() (State, error) { panic("a test panics on purpose") }, "orders.id.state.get", http.StatusInternalServerError, []string{"panic: a test panics on purpose"},
			"a panic is the worst of all errors: the recovery hands it to noticePanic, which needs the transaction in the request's context",
			"looks like a middleware inside the recovery: the recovery writes the 500 when the panic has passed the middleware by"},
	}
	in := testInstances()
	script := &scripted{Orders: in.Orders}
	in.NewRelic, in.Orders = nr.App, script
	h := Handler(in) // one for all, as in the service
	var found []carried
	for _, tt := range tests {
		script.state, script.found = tt.state, carried{}
		answer := httptest.NewRecorder()
		err := verdict.Call(func() error {
			answer = nr.Serve(h, request(tt.method, tt.path), tt.name, nil)
			return nil
		})
		found = append(found, script.found)
		if err != nil || answer.Code != tt.status {
			v.Wrong(verdict.Finding{Called: fmt.Sprintf("%s %s: %s", tt.method, tt.path, tt.does), Got: fmt.Sprintf("%d %s, error %v", answer.Code, answer.Body, err), Want: fmt.Sprint(tt.status),
				Why: "what a request is answered must not change because somebody measures it"})
		}
	}
	nr.Shutdown()
	reported := nr.Collector.Transactions()
	for i, tt := range tests {
		if tt.state == nil || !v.OK() {
			continue
		}
		if finding := found[i].wrong(reported, i == 0); finding != nil {
			finding.Called = fmt.Sprintf("%s %s: %s", tt.method, tt.path, tt.does)
			v.Wrong(*finding)
		}
	}
	if len(reported) < len(tests) && v.OK() {
		finding := verdict.Finding{Called: "Handler(in).ServeHTTP, for each of the requests", Got: fmt.Sprintf("%d transactions for %d requests", len(reported), len(tests)), Want: "one for each",
			Why: "looks like requests that are left out, as those without a route: a client that asks for what is not there costs time too"}
		if len(reported) == 0 {
			finding.Why = "looks like a middleware that Handler (router.go) does not use, or one that starts nothing"
		}
		v.Wrong(finding)
	}
	if v.OK() {
		judge(v, nr)
	}
	if !v.OK() || len(reported) != len(tests) {
		return // judge says what is missing
	}
	for i, tt := range tests {
		called := fmt.Sprintf("%s %s: %s", tt.method, tt.path, tt.does)
		if status := fmt.Sprint(reported[i].Attributes["http.statusCode"]); status != fmt.Sprint(tt.status) {
			finding := verdict.Finding{Called: called, Got: "a transaction with status " + status, Want: fmt.Sprint(tt.status),
				Why: "txn.SetWebResponse returns a writer that sees the status: next must write to that one"}
			if tt.statusWhy != "" && v.OK() {
				finding.Why = tt.statusWhy
			}
			v.Wrong(finding)
		}
		noticed := errorsOf(nr.Collector.Errors(), reported[i].TraceID)
		for _, piece := range tt.errors {
			if !slices.ContainsFunc(noticed, func(text string) bool { return strings.Contains(text, piece) && !strings.Contains(text, "goroutine ") }) {
				v.Wrong(verdict.Finding{Called: called, Got: fmt.Sprintf("a transaction with the errors %q", noticed), Want: fmt.Sprintf("one with %q", piece), Why: tt.why})
			}
		}
		if tt.errors == nil && len(noticed) > 0 {
			v.Wrong(verdict.Finding{Called: called, Got: fmt.Sprintf("a transaction with the errors %q", noticed), Want: "none", Why: tt.why})
		}
	}
	if v.OK() {
		neighbours(t, v)
	}
}

// errorsOf are the errors that a transaction noticed.
func errorsOf(events []collector.ErrorEvent, trace string) []string {
	var noticed []string
	for _, e := range events {
		if e.TraceID == trace {
			noticed = append(noticed, e.Class+": "+e.Message)
		}
	}
	return noticed
}

// neighbours puts the middleware between others: negroni's logger behind it needs a
// negroni.ResponseWriter, and a streaming handler a http.Flusher.
func neighbours(t *testing.T, v *verdict.Verdict) {
	nr := segmenttest.Start(t)
	for _, app := range []*newrelic.Application{nr.App, nil} {
		with := "an agent"
		if app == nil {
			with = "no agent"
		}
		var inContext, callers bool
		router := oneRoute(func(w http.ResponseWriter, r *http.Request) {
			inContext = newrelic.FromContext(r.Context()) != nil
			callers = r.Context().Value(callersKey{}) != nil
			stream(w, r)
		})
		logger := negroni.NewLogger()
		logger.ALogger = log.New(io.Discard, "", 0)
		n := negroni.New(StatsDMiddlewareLogger(router), NewRelicMiddleware(app, router), logger)
		n.UseHandler(router)
		var body string
		err := verdict.Call(func() error {
			answer := httptest.NewRecorder()
			r := request(http.MethodGet, "/orders/4711/state")
			n.ServeHTTP(answer, r.WithContext(context.WithValue(r.Context(), callersKey{}, "the caller's")))
			if body = answer.Body.String(); answer.Code == http.StatusInternalServerError {
				return errNotFlushed
			}
			return nil
		})
		called := "GET /orders/4711/state, with negroni.Logger behind the middleware and a handler that streams, with " + with
		switch {
		case errors.Is(err, errNotFlushed):
			v.Wrong(verdict.Finding{Called: called, Got: err.Error(), Want: "an answer in two pieces",
				Why: "a streamed answer needs http.Flusher: a writer of your own that only embeds http.ResponseWriter takes it away"})
		case err == nil && body != "" && !callers:
			v.Wrong(verdict.Finding{Called: called, Got: "a context without what the caller put into it", Want: "newrelic.NewContext(r.Context(), txn)",
				Why: "looks like context.Background(): a caller who hangs up cannot stop the query any more"})
		case app == nil && body == "" && err == nil:
			v.Wrong(verdict.Finding{Called: called, Got: "no answer", Want: "\"firstsecond\"",
				Why: "looks like next not called without an agent: most people have none, and their requests want an answer"})
		case err != nil || body != "firstsecond" || inContext != (app != nil):
			v.Wrong(verdict.Finding{Called: called,
				Got: fmt.Sprintf("%q, a transaction in the context: %v, error %v", body, inContext, err), Want: fmt.Sprintf("\"firstsecond\", a transaction in the context: %v, no error", app != nil),
				Why: "the agent's writer is no negroni.ResponseWriter: without negroni.NewResponseWriter around it the next middleware that asks for one panics"})
		}
	}
	noRecoveryInside(v, nr)
}

// noRecoveryInside lets a panic pass the middleware.
func noRecoveryInside(v *verdict.Verdict, nr *segmenttest.Agent) {
	middleware := NewRelicMiddleware(nr.App, oneRoute(PingHandler))
	err := verdict.Call(func() error {
		middleware(httptest.NewRecorder(), request(http.MethodGet, "/orders/4711/state"), func(http.ResponseWriter, *http.Request) {
			panic("a test panics on purpose")
		})
		return nil
	})
	nr.Shutdown()
	got := len(nr.Collector.Transactions()) - 1 // neighbours had one
	if err == nil || got != 1 {
		v.Wrong(verdict.Finding{Called: "GET /orders/4711/state, a handler that panics, and no recovery inside the middleware", Got: fmt.Sprintf("%d transactions, and from the middleware %v", got, err),
			Want: "1, and the panic", Why: "looks like End without defer, or a panic that goes no further: the requests that fail worst must not be the ones that leave nothing"})
	}
}

// callersKey is that of a value which a caller puts into the request's context.
type callersKey struct{}

var errNotFlushed = errors.New("the answer was not flushed: the handler found no http.Flusher")
