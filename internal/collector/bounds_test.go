package collector_test

import (
	"fmt"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/collector"
)

// TestBounds checks that a collector keeps only so much, and says what it left out.
func TestBounds(t *testing.T) {
	c := collector.New(collector.Options{Keep: 3})
	run := connect(t, c)
	send := func(method, body string) {
		t.Helper()
		if status, _ := post(t, c, strings.Replace(goodData, "RUN", run, 1)+method, true, zip(body)); status != 200 {
			t.Fatalf("%s: status %d", method, status)
		}
	}

	var metrics, spans []string
	for i := range 20_500 {
		metrics = append(metrics, fmt.Sprintf(`[{"name":"Datastore/operation/MySQL/find%d"},[1,1,1,1,1,1]]`, i))
	}
	for i := range 2_100 {
		spans = append(spans, fmt.Sprintf(`[{"type":"Span","guid":"%d","name":"Datastore/operation/MySQL/find%d","duration":1},{},{}]`, i, i))
	}
	send("metric_data", fmt.Sprintf(`[%q,0,60,[%s]]`, run, strings.Join(metrics, ",")))
	send("span_event_data", fmt.Sprintf(`[%q,{"events_seen":2100},[%s]]`, run, strings.Join(spans, ",")))

	if n := len(c.Rows()); n != 20_000 {
		t.Errorf("%d rows; want 20,000", n)
	}
	if n := len(c.LiveRows()); n != 2_000 {
		t.Errorf("%d live rows; want 2,000", n)
	}
	var ids []string
	for _, s := range c.Spans() {
		ids = append(ids, s.ID)
	}
	if got := strings.Join(ids, " "); got != "2097 2098 2099" {
		t.Errorf("spans %s; want the newest three", got)
	}
	if n := len(c.Problems()); n != 2 {
		t.Errorf("problems = %q; want one for the metrics and one for the live rows", c.Problems())
	}

	for i := range 200 {
		post(t, c, goodQuery+fmt.Sprintf("&method=m%d", i/2), true, strings.NewReader(emptyBody))
	}
	problems := c.Problems()
	if len(problems) != 101 || problems[2] != `unknown method "m0" (2 times)` || problems[100] != "and 4 more of other kinds" {
		t.Errorf("%d problems, the last %q; want 100 texts, and the rest counted", len(problems), problems[len(problems)-1])
	}
	newest := ""
	for range 1_100 {
		newest = connect(t, c)
	}
	if runs := c.Runs(); len(runs) != 1_000 || runs[999].ID != newest {
		t.Errorf("%d runs, the last %+v; want the newest 1,000", len(runs), runs[len(runs)-1])
	}
}

// TestRows checks sums over reports and tables, and the throughput.
func TestRows(t *testing.T) {
	c := collector.New(collector.Options{})
	run := connect(t, c)
	send := func(begin, end int, metrics string) {
		body := fmt.Sprintf(`[%q,%d,%d,[%s]]`, run, begin, end, metrics)
		post(t, c, strings.Replace(goodData, "RUN", run, 1)+"metric_data", true, zip(body))
	}
	const name = `{"name":"Datastore/statement/MySQL/orders/find"}`
	send(100, 100, `[`+name+`,[2,0.006,0.006,0.001,0.005,0]]`)
	if r := row(c.Rows(), "MySQL orders find"); r.Throughput != 0 || r.Calls != 2 {
		t.Errorf("row of no time = %+v; want no throughput", r)
	}
	send(100, 130, `[`+name+`,[4,0.006,0.006,0.0005,0.002,0]],[{"name":"Datastore/statement/MySQL/orders/find","scope":"x"},[4,1,1,1,1,1]]`)
	r := row(c.Rows(), "MySQL orders find")
	if got := fmt.Sprintf("%d calls, %v cpm, total %v, avg %v, min %v, max %v", r.Calls, r.Throughput, r.Total, r.Avg, r.Min, r.Max); got != "6 calls, 12 cpm, total 12ms, avg 2ms, min 500µs, max 5ms" {
		t.Errorf("row = %s", got)
	}
	wantNoProblems(t, c)
}

// TestLiveRows checks that a call counts for its table and for its operation.
func TestLiveRows(t *testing.T) {
	c := collector.New(collector.Options{})
	run := connect(t, c)
	span := func(name string, timestamp int, duration float64) string {
		return fmt.Sprintf(`[{"type":"Span","name":%q,"timestamp":%d,"duration":%v},{},{}]`, name, timestamp, duration)
	}
	spans := strings.Join([]string{
		span("Datastore/statement/MySQL/orders/find", 1_000, 1),
		span("Datastore/statement/MySQL/drivers/find", 30_000, 1),
		span("Datastore/operation/MySQL/find", 59_000, 2),
		span("Custom/work", 90_000, 2),
	}, ",")
	post(t, c, strings.Replace(goodData, "RUN", run, 1)+"span_event_data", true, zip(fmt.Sprintf(`[%q,{"events_seen":4},[%s]]`, run, spans)))
	var got []string
	for _, r := range c.LiveRows() {
		got = append(got, fmt.Sprintf("%s: %d in %v, %v cpm", r.Name, r.Calls, r.Total, r.Throughput))
	}
	want := "MySQL find: 3 in 4s, 3 cpm; MySQL drivers find: 1 in 1s, 1 cpm; MySQL orders find: 1 in 1s, 1 cpm"
	if strings.Join(got, "; ") != want {
		t.Errorf("rows = %s\nwant %s", strings.Join(got, "; "), want)
	}
}
