package collector_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/newrelic/go-agent/v3/newrelic"
	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/collector"
)

// rewrite sends every request to one address by plain HTTP, as the service does
// with NEW_RELIC_COLLECTOR_URL.
type rewrite struct {
	to   *url.URL
	next http.RoundTripper
}

func (t rewrite) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = t.to.Scheme, t.to.Host, ""
	return t.next.RoundTrip(r)
}

// TestAgent lets a real agent report everything, on both ways to a collector.
func TestAgent(t *testing.T) {
	tests := []struct {
		name      string
		transport func(t *testing.T, c *collector.Collector) http.RoundTripper
	}{
		{"in process", func(_ *testing.T, c *collector.Collector) http.RoundTripper { return c.Transport() }},
		{"loopback", func(t *testing.T, c *collector.Collector) http.RoundTripper {
			server := httptest.NewServer(c)
			t.Cleanup(server.Close)
			to, err := url.Parse(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			own := &http.Transport{}
			t.Cleanup(own.CloseIdleConnections)
			return rewrite{to, own}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ignore := goleak.IgnoreCurrent()
			t.Cleanup(func() { goleak.VerifyNone(t, ignore) }) // after the transport's own clean-up
			c := collector.New(atShutdown)
			transport := &methods{next: tt.transport(t, c)}
			agent := startAgent(t, "orders", transport, everythingIsSlow)
			reportEverything(agent)
			agent.Shutdown(patience)
			wantNoProblems(t, c)
			wantEverything(t, c)
			slices.Sort(transport.called)
			want := []string{
				"analytic_event_data", "connect", "custom_event_data", "error_data", "error_event_data", "log_event_data",
				"metric_data", "preconnect", "span_event_data", "sql_trace_data", "transaction_sample_data",
			}
			if !slices.Equal(transport.called, want) {
				t.Errorf("the agent called %q; want %q", transport.called, want)
			}
		})
	}
}

// methods records what an agent calls.
type methods struct {
	next   http.RoundTripper
	called []string
}

func (m *methods) RoundTrip(r *http.Request) (*http.Response, error) {
	m.called = append(m.called, r.URL.Query().Get("method")) // one after the other: connect, then the shutdown
	return m.next.RoundTrip(r)
}

// everythingIsSlow lets an agent report each query and each transaction as slow.
func everythingIsSlow(c *newrelic.Config) {
	c.DatastoreTracer.SlowQuery.Threshold = 0
	c.TransactionTracer.Threshold.IsApdexFailing = false
	c.TransactionTracer.Threshold.Duration = 0
}

// reportEverything makes one event of each kind.
func reportEverything(agent *newrelic.Application) {
	txn := agent.StartTransaction("GET /orders/{id}")
	txn.SetWebRequestHTTP(httptest.NewRequest(http.MethodGet, "/orders/7", nil))
	find(txn, "findOrder", "orders")
	find(txn, "findOrder", "orders")
	find(txn, "ping", "")
	txn.NoticeError(errors.New("the database said no"))
	s := newrelic.DatastoreSegment{
		StartTime: txn.StartSegmentNow(), Product: newrelic.DatastoreMySQL, Collection: "orders", Operation: "findText",
		ParameterizedQuery: "SELECT id FROM orders",
	}
	s.AddAttribute("why", "a test")
	s.End()
	txn.End()
	agent.RecordCustomEvent("Delivery", map[string]any{"late": true})
	agent.RecordLog(newrelic.LogData{Message: "hello", Severity: "INFO"})
}

func wantEverything(t *testing.T, c *collector.Collector) {
	t.Helper()
	if runs := c.Runs(); len(runs) != 1 || runs[0].App != "orders" || runs[0].PID == 0 || runs[0].Agent != newrelic.Version {
		t.Errorf("runs = %+v; want that of the agent", runs)
	}
	want := map[string]int{
		"MySQL findOrder": 2, "MySQL orders findOrder": 2, "MySQL ping": 1,
		"MySQL findText": 1, "MySQL orders findText": 1,
	}
	for _, rows := range [][]collector.Row{c.Rows(), c.LiveRows(), c.Rows("orders"), c.LiveRows("orders")} {
		if len(rows) != len(want) {
			t.Errorf("%d rows; want %d: %+v", len(rows), len(want), rows)
		}
		for name, calls := range want {
			if r := row(rows, name); r.Calls != calls || r.Vendor != "MySQL" || r.Min > r.Avg || r.Avg > r.Max {
				t.Errorf("row %s = %+v; want %d calls", name, r, calls)
			}
		}
	}
	if rows := c.Rows("another"); len(rows) != 0 {
		t.Errorf("rows of another application: %+v", rows)
	}

	const name = "WebTransaction/Go/GET /orders/{id}"
	transactions, failed := c.Transactions(), c.Errors()
	if len(transactions) != 1 || transactions[0].Name != name || transactions[0].DatabaseCalls != 4 || !transactions[0].Error ||
		transactions[0].Attributes["request.method"] != "GET" {
		t.Errorf("transactions = %+v; want one, failed, with 4 database calls", transactions)
	}
	if len(failed) != 1 || failed[0].Transaction != name || failed[0].Message != "the database said no" {
		t.Errorf("errors = %+v; want the one that was noticed", failed)
	}

	spans := c.Spans()
	if len(spans) != 5 {
		t.Fatalf("%d spans; want those of 4 segments and of the transaction", len(spans))
	}
	root := spans[4]
	if !root.Root || root.Name != name || root.TraceID != transactions[0].TraceID {
		t.Errorf("last span = %+v; want the transaction's", root)
	}
	for i, operation := range []string{"findOrder", "findOrder", "ping", "findText"} {
		if s := spans[i]; s.Operation != operation || s.Product != "MySQL" || s.Parent != root.ID {
			t.Errorf("span %d = %+v; want %s in the transaction", i, s, operation)
		}
	}
	if a := spans[3].Attributes; a["db.statement"] != "SELECT id FROM orders" || a["why"] != "a test" {
		t.Errorf("attributes = %v; want the agent's and those of its user", a)
	}
	scoped := 0
	for _, m := range c.Metrics("orders") {
		if m.Name == "Datastore/statement/MySQL/orders/findOrder" && m.Scope == name && m.Count == 2 {
			scoped++
		}
	}
	if scoped != 1 {
		t.Errorf("%d metrics of findOrder in the transaction; want one, with 2 calls", scoped)
	}
}

// TestAllArrive ends 20,000 segments on 40 goroutines.
func TestAllArrive(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	c := collector.New(atShutdown)
	agent := startAgent(t, "orders", c.Transport())
	var work sync.WaitGroup
	for range 40 {
		work.Go(func() {
			txn := agent.StartTransaction("work")
			for range 500 {
				find(txn, "findOrder", "orders")
			}
			txn.End()
		})
	}
	work.Wait()
	agent.Shutdown(patience)
	if r := row(c.Rows(), "MySQL orders findOrder"); r.Calls != 20_000 {
		t.Errorf("%d calls; want 20,000", r.Calls)
	}
	if n := len(c.Transactions()); n != 40 {
		t.Errorf("%d transactions; want 40", n)
	}
	if len(c.Problems()) != 1 { // 20,000 spans are more than an agent keeps, and that is said
		t.Errorf("problems = %q; want the spans without room", c.Problems())
	}
}

// TestManyAgents lets 60 agents report to one collector at once.
func TestManyAgents(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	c := collector.New(atShutdown)
	var agents sync.WaitGroup
	for i := range 60 {
		agents.Go(func() {
			agent := startAgent(t, fmt.Sprint("service ", i), c.Transport())
			for range i + 1 {
				txn := agent.StartTransaction("work")
				find(txn, "findOrder", "orders")
				txn.End()
			}
			agent.Shutdown(patience)
		})
	}
	agents.Wait()
	wantNoProblems(t, c)
	for i := range 60 {
		app := fmt.Sprint("service ", i)
		for _, rows := range [][]collector.Row{c.Rows(app), c.LiveRows(app)} {
			if r := row(rows, "MySQL orders findOrder"); r.Calls != i+1 {
				t.Errorf("%s: %d calls; want %d", app, r.Calls, i+1)
			}
		}
	}
	if r := row(c.Rows(), "MySQL orders findOrder"); r.Calls != 60*61/2 {
		t.Errorf("%d calls of all; want %d", r.Calls, 60*61/2)
	}
}

// refuseOnce answers 503 to the first call of a method.
type refuseOnce struct {
	next    http.RoundTripper
	method  string
	refused atomic.Bool
}

func (t *refuseOnce) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Query().Get("method") != t.method || !t.refused.CompareAndSwap(false, true) {
		return t.next.RoundTrip(r)
	}
	r.Body.Close()
	return &http.Response{StatusCode: http.StatusServiceUnavailable, Body: http.NoBody, Request: r}, nil
}
