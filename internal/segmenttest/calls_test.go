package segmenttest

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/newrelic/go-agent/v3/newrelic"

	"example.com/metricsworkshop/internal/collector"
)

// TestSuccessOnly judges a function that reports only the calls that succeed. What
// it looks like in a call that fails shows in one that does not.
func TestSuccessOnly(t *testing.T) {
	fails := func(db *DB) { db.Fail(errDatabase) }
	rowFails := func(db *DB) { db.FailRow(1, errDatabase, Row{int64(7)}, Row{int64(9)}) }
	early := judged{name: "early return", want: []Segment{findOrders}, f: func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		if err := orders(ctx, db); err != nil {
			return err
		}
		s.End()
		return nil
	}}
	never := judged{name: "never", want: []Segment{findOrders}, f: func(ctx context.Context, db *DB) error {
		s := start("findOrders", "orders", newrelic.FromContext(ctx))
		_ = s
		return orders(ctx, db)
	}}
	tests := []struct {
		judged
		answers []func(*DB)
		whys    []string
	}{
		{early, []func(*DB){answerTwo, fails, rowFails}, []string{"on the success path only", "on the success path only"}},
		{early, []func(*DB){fails}, []string{"End forgotten"}},
		{never, []func(*DB){answerTwo, fails}, []string{"End forgotten", "End forgotten"}},
	}
	for _, tt := range tests {
		findings := judgeOne(t, tt.judged, tt.answers...)
		if len(findings) != len(tt.whys) {
			t.Errorf("%s: %d findings; want %d: %q", tt.name, len(findings), len(tt.whys), findings)
			continue
		}
		for i, why := range tt.whys {
			if !strings.Contains(findings[i].Why, why) {
				t.Errorf("%s: finding %q; want %q", tt.name, findings[i], why)
			}
		}
	}
}

// TestUnjudged checks that setting up is not judged, and an error of the agent
// meanwhile is.
func TestUnjudged(t *testing.T) {
	nr := Start(t)
	if findings := nr.Judge(); len(findings) != 0 {
		t.Errorf("nothing done: findings %q", findings)
	}

	nr = Start(t)
	db := nr.DB()
	answerTwo(db)
	if err := orders(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	nr.Call("a call", nil, func(context.Context) error { return nil })
	if findings := nr.Judge(); len(findings) != 0 {
		t.Errorf("a query before the first call: findings %q", findings)
	}

	nr = Start(t)
	nr.App.StartTransaction("").NoticeError(nil)
	if findings := nr.Judge(); len(findings) != 1 || !strings.Contains(findings[0].Got, "the agent logged an error: unable to notice error, reason: nil error") {
		t.Errorf("an error of the agent: findings %q", findings)
	}
}

// TestPanic checks that a panic under test is an error of the call.
func TestPanic(t *testing.T) {
	nr := Start(t)
	err := nr.Call("a call", nil, func(context.Context) error { panic("oh") })
	if err == nil || !strings.Contains(err.Error(), "panic: oh") {
		t.Errorf("Call = %v; want the panic", err)
	}
}

// TestReports checks what is said of reports that no call explains: the agent's
// report gets company by hand.
func TestReports(t *testing.T) {
	tests := []struct{ name, metric, got, want string }{
		{"a row too many", "Datastore/statement/MySQL/orders/find", "in New Relic's table: MySQL orders find 2 calls", "nothing"},
		{"no datastore path", "Datastore/MySQL", `metric_data: metric "Datastore/MySQL" is no datastore path`, "a report that the collector can read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			nr := Start(t)
			nr.Call("one", nil, func(context.Context) error { return nil })
			nr.Call("two", nil, func(context.Context) error { return nil })
			run := nr.Collector.Runs()[0].ID
			var body bytes.Buffer
			w := gzip.NewWriter(&body)
			fmt.Fprintf(w, `[%q,0,1,[[{"name":%q},[2,1,1,1,1,1]]]]`, run, tt.metric)
			w.Close()
			const url = "https://x/agent_listener/invoke_raw_method?marshal_format=json&protocol_version=17&method=metric_data"
			request, err := http.NewRequest(http.MethodPost, url+"&run_id="+run+"&license_key="+strings.Repeat("0", 40), &body)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Encoding", "gzip")
			if _, err := nr.Collector.Transport().RoundTrip(request); err != nil {
				t.Fatal(err)
			}
			findings := nr.Judge()
			if len(findings) != 1 || !strings.HasPrefix(findings[0].Got, tt.got) || findings[0].Want != tt.want ||
				findings[0].Called != "one\nand the calls after it" {
				t.Errorf("findings %q; want got %q, want %q", findings, tt.got, tt.want)
			}
		})
	}
}

// TestWhys checks that no two mistakes say the same, those included that
// TestMistakes cannot make.
func TestWhys(t *testing.T) {
	var s collector.Span
	var e errorLine
	c := &call{called: "GET /orders/7", request: true, transaction: "GET /orders/{id}"}
	seen := map[string]bool{}
	for i, m := range []*mistake{
		&noTransaction, &secondTransaction, &queryAfterTransaction, &transactionNotEnded, &noTransactionReported,
		&noSegment, &endForgotten, &endForgottenBefore, &startDeferred, &startedAfterQuery, &plainSegment, &segmentPerRow, &twoQueries, successOnly(&noSegment),
		endedAtOnce(s), endedBeforeRows(s), endInLoop(s), queryAndRows(s), aroundNothing(s), deferInLoop(s), twoDefers(s, s), twoSegments(s, s), queryCount(c),
		wrongTransaction(c, "WebTransaction/Go/x"), wrongTransaction(c, "WebTransaction/Go/orders/7"), wrongTransaction(c, "OtherTransaction/Go/x"),
		transactionTwice(nil), wrongTable(map[Segment]int{findOrders: 1}, nil), badReport(""),
		afterTransaction([]errorLine{{reason: "transaction has already ended", message: "unable to end datastore segment"}}),
		oneVariable(e), outerFirst(e), endedTooSoon(e), endedTwice(e), agentError(e),
	} {
		if m == nil || m.why == "" || seen[m.why] {
			t.Errorf("mistake %d = %+v; want words of its own", i, m)
			continue
		}
		seen[m.why] = true
	}
}
