package recorder

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/collector"
)

// An agent reports spans to a collector, as New Relic's agent does.
type agent struct {
	tb    testing.TB
	c     *collector.Collector
	run   string
	spans int
}

// connect returns an agent of its own run.
func connect(tb testing.TB, c *collector.Collector) *agent {
	tb.Helper()
	a := &agent{tb: tb, c: c}
	var answer struct {
		Value struct {
			Run string `json:"agent_run_id"`
		} `json:"return_value"`
	}
	text := a.post("connect", []any{map[string]any{"app_name": []string{"orders"}, "pid": 7}})
	if err := json.Unmarshal([]byte(text), &answer); err != nil || answer.Value.Run == "" {
		tb.Fatalf("connect: %v: %s", err, text)
	}
	a.run = answer.Value.Run
	return a
}

// A call is one of the database, in a span. Without an operation it is something else.
type call struct {
	collection, operation string
	took                  time.Duration
}

// report sends a report of calls, which end one after another.
func (a *agent) report(calls ...call) {
	a.tb.Helper()
	var events []any
	for _, call := range calls {
		name := "Custom/waiting"
		switch {
		case call.operation != "" && call.collection != "":
			name = "Datastore/statement/MySQL/" + call.collection + "/" + call.operation
		case call.operation != "":
			name = "Datastore/operation/MySQL/" + call.operation
		}
		a.spans++
		events = append(events, []any{map[string]any{
			"type": "Span", "guid": a.run + "/" + time.Duration(a.spans).String(), "traceId": "t", "name": name,
			"timestamp": 1_800_000_000_000 + a.spans, "duration": call.took.Seconds(),
		}, map[string]any{}, map[string]any{}})
	}
	a.post("span_event_data", []any{a.run, map[string]any{"events_seen": len(events)}, events})
	if problems := a.c.Problems(); len(problems) > 0 {
		a.tb.Fatalf("the collector has problems with this agent: %q", problems)
	}
}

func (a *agent) post(method string, body any) (answer string) {
	a.tb.Helper()
	var zipped strings.Builder
	w := gzip.NewWriter(&zipped)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		a.tb.Fatal(err)
	}
	w.Close()
	request, err := http.NewRequest(http.MethodPost, "https://collector.newrelic.com/agent_listener/invoke_raw_method"+
		"?marshal_format=json&protocol_version=17&license_key="+strings.Repeat("0", 40)+"&method="+method+"&run_id="+a.run,
		strings.NewReader(zipped.String()))
	if err != nil {
		a.tb.Fatal(err)
	}
	request.Header.Set("Content-Encoding", "gzip")
	response, err := a.c.Transport().RoundTrip(request)
	if err != nil {
		a.tb.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		a.tb.Fatalf("%s = %d %s, %v", method, response.StatusCode, text, err)
	}
	return string(text)
}
