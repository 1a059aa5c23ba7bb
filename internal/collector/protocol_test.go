package collector_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"example.com/metricsworkshop/internal/collector"
)

const (
	goodQuery = "marshal_format=json&protocol_version=17&license_key=0000000000000000000000000000000000000000"
	goodData  = goodQuery + "&run_id=RUN&method="
)

// post sends one call as an agent does and returns status and body of the answer.
func post(t testing.TB, c *collector.Collector, query string, compressed bool, body io.Reader) (int, string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodPost, "https://collector.newrelic.com/agent_listener/invoke_raw_method?"+query, body)
	if err != nil {
		t.Fatal(err)
	}
	if compressed {
		request.Header.Set("Content-Encoding", "gzip")
	}
	response, err := c.Transport().RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(answer)
}

func zip(body string) io.Reader { return strings.NewReader(gzipped(body)) }

func gzipped(body string) string {
	var b strings.Builder
	w := gzip.NewWriter(&b)
	io.WriteString(w, body)
	w.Close()
	return b.String()
}

// What is sent often is compressed once: that is slow under the race detector.
var (
	connectBody = gzipped(`[{"app_name":["orders","other"]}]`)
	emptyBody   = gzipped(`[]`)
)

// connect connects by hand and returns the run's id.
func connect(t testing.TB, c *collector.Collector) string {
	t.Helper()
	status, answer := post(t, c, goodQuery+"&method=connect", true, strings.NewReader(connectBody))
	_, rest, found := strings.Cut(answer, `"agent_run_id":"`)
	run, _, _ := strings.Cut(rest, `"`)
	if status != http.StatusOK || !found {
		t.Fatalf("connect = %d %s", status, answer)
	}
	return run
}

// TestSelfTest sends what no agent should. What can be read is kept, and the
// answer is never one for which an agent throws data away.
func TestSelfTest(t *testing.T) {
	const good = `["RUN",10,20,[[{"name":"Datastore/statement/MySQL/orders/find"},[1,0.5,0.5,0.5,0.5,0.25]]]]`
	metric := func(name, figures string) string {
		return fmt.Sprintf(`["RUN",10,20,[[{"name":%q},[%s]],[{"name":"Datastore/statement/MySQL/orders/find"},[1,0.5,0.5,0.5,0.5,0.25]]]]`, name, figures)
	}
	tests := []struct {
		name   string
		query  string
		plain  bool // not compressed
		body   string
		want   string // the problem
		kept   int    // calls of find
		status int
	}{
		{"a good report", goodData + "metric_data", false, good, "", 1, 200},
		{"unknown method", goodData + "metrics", false, good, `unknown method "metrics"`, 0, 200},
		{"no run_id", goodQuery + "&method=metric_data", false, strings.Replace(good, "RUN", "", 1), "metric_data: no run_id", 1, 200},
		{"another collector's run", strings.Replace(goodData, "RUN", "run-1", 1) + "metric_data", false, strings.Replace(good, "RUN", "run-1", 1),
			`run_id "run-1" is none of this collector's`, 1, 200},
		{"another run in the body", goodData + "metric_data", false, strings.Replace(good, "RUN", "run-1", 1), `metric_data: run "run-1" in the body`, 1, 200},
		{"wrong protocol", strings.Replace(goodData, "=17", "=16", 1) + "metric_data", false, good, `metric_data: protocol_version "16"; want 17`, 1, 200},
		{"wrong format", strings.Replace(goodData, "=json", "=xml", 1) + "metric_data", false, good, `metric_data: marshal_format "xml"; want json`, 1, 200},
		{"short licence key", strings.Replace(goodData, "key=0000", "key=", 1) + "metric_data", false, good, "a licence key of 36 characters", 1, 200},
		{"not compressed", goodData + "metric_data", true, good, `metric_data: Content-Encoding ""; want gzip`, 1, 200},
		{"no JSON", goodData + "metric_data", false, "metrics!", "metric_data: invalid character", 0, 400},
		{"null", goodData + "metric_data", false, "null", "metric_data: an array of 0 elements; want 4", 0, 400},
		{"a list that is short", goodData + "metric_data", false, `["RUN",10]`, "metric_data: an array of 2 elements; want 4", 0, 400},
		{"ends before it begins", goodData + "metric_data", false, strings.Replace(good, "10", "30", 1), "metric_data: ends before it begins", 1, 200},
		{"no name", goodData + "metric_data", false, metric("", "1,1,1,1,1,1"), "a metric without a name", 1, 200},
		{"five figures", goodData + "metric_data", false, metric("WebTransaction", "1,1,1,1,1"), `metric "WebTransaction" has 5 figures; want 6`, 1, 200},
		{"text for a figure", goodData + "metric_data", false, metric("WebTransaction", `"1",1,1,1,1,1`), "a metric: element 1: json: cannot unmarshal string", 1, 200},
		{"a slash in an operation", goodData + "metric_data", false, metric("Datastore/statement/MySQL/orders/GET /", "1,1,1,1,1,1"), "is no datastore path", 1, 200},
		{"a slash in an operation without table", goodData + "metric_data", false, metric("Datastore/operation/MySQL/a/b", "1,1,1,1,1,1"), "is no datastore path", 1, 200},
		{"no datastore's kind", goodData + "metric_data", false, metric("Datastore/MySQL/every", "1,1,1,1,1,1"), "is no datastore path", 1, 200},
		{"a broken span", goodData + "span_event_data", false, `["RUN",{"events_seen":1},[[{"type":7},{},{}]]]`, "span_event_data: an event: element 0", 0, 200},
		{"not a span", goodData + "span_event_data", false, `["RUN",{"events_seen":1},[[{"type":"Transaction"},{},{}]]]`, `span_event_data: an event: type "Transaction"; want Span`, 0, 200},
		{"spans without room", goodData + "span_event_data", false, `["RUN",{"events_seen":9},[]]`, "span_event_data: the agent had no room for some events", 0, 200},
		{"broken transactions", goodData + "analytic_event_data", false, `["RUN"]`, "analytic_event_data: an array of 1 elements; want 3", 0, 400},
		{"broken errors", goodData + "error_event_data", false, `{}`, "error_event_data: json: cannot unmarshal object", 0, 400},
		{"broken log", goodData + "log_event_data", false, `[`, "log_event_data: not JSON", 0, 400},
		{"preconnect without its list", goodQuery + "&method=preconnect", false, `{}`, "preconnect: json: cannot unmarshal object", 0, 200},
		{"connect without a name", goodQuery + "&method=connect", false, `[{}]`, "connect: no app_name", 0, 200},
		{"connect without its list", goodQuery + "&method=connect", false, `7`, "connect: json: cannot unmarshal number", 0, 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := collector.New(collector.Options{})
			run := connect(t, c)
			name := func(s string) string { return strings.Replace(s, "RUN", run, 1) }
			body := zip(name(tt.body))
			if tt.plain {
				body = strings.NewReader(name(tt.body))
			}
			status, _ := post(t, c, name(tt.query), !tt.plain, body)
			if status != tt.status {
				t.Errorf("status %d; want %d", status, tt.status)
			}
			problems := strings.Join(c.Problems(), "\n")
			if (tt.want == "") != (problems == "") || !strings.Contains(problems, tt.want) || strings.Contains(problems, "\n") {
				t.Errorf("problems = %q; want one with %q", problems, tt.want)
			}
			if r := row(c.Rows(), "MySQL orders find"); r.Calls != tt.kept {
				t.Errorf("%d calls kept; want %d", r.Calls, tt.kept)
			}
		})
	}
}

// TestBodies sends bodies that break off, lie about themselves or are too long.
func TestBodies(t *testing.T) {
	whole, err := io.ReadAll(zip(`["RUN",10,20,[]]`))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		body   io.Reader
		want   string
		status int
	}{
		{"the connection breaks", iotest.ErrReader(errors.New("reset")), "read the body: reset", 503},
		{"cut off", bytes.NewReader(whole[:len(whole)-9]), "decompress the body: unexpected EOF", 503},
		{"not gzip", strings.NewReader(`["RUN",10,20,[]]`), "the body is not gzip", 200},
		{"too long", io.LimitReader(zeros{}, 5_000_001), "more than 5000000 bytes", 503},
		{"too long inside", strings.NewReader(strings.Repeat(gzipped(strings.Repeat(" ", 1_000_000)), 31)), "more than 30000000 bytes", 503},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := collector.New(collector.Options{})
			connect(t, c)
			status, _ := post(t, c, goodData+"metric_data", true, tt.body)
			if problems := strings.Join(c.Problems(), "\n"); status != tt.status || !strings.Contains(problems, tt.want) {
				t.Errorf("status %d, problems %q; want %d and %q", status, problems, tt.status, tt.want)
			}
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// TestStrangers checks what others than agents are told.
func TestStrangers(t *testing.T) {
	c := collector.New(collector.Options{})
	for request, want := range map[*http.Request]int{
		get(t, "http://127.0.0.1/"):                                  http.StatusNotFound,
		get(t, "http://127.0.0.1/agent_listener/invoke_raw_method?"): http.StatusMethodNotAllowed,
	} {
		response, err := c.Transport().RoundTrip(request)
		if err != nil || response.StatusCode != want {
			t.Errorf("GET %s = %v, %v; want %d", request.URL, response, err, want)
		}
	}
}

func get(t *testing.T, url string) *http.Request {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return request
}

// FuzzCollector checks that no body makes the collector panic, or answer what
// makes an agent throw its data away.
func FuzzCollector(f *testing.F) {
	methods := []string{"preconnect", "connect", "metric_data", "span_event_data", "analytic_event_data", "error_event_data", "sql_trace_data"}
	for i := range methods {
		f.Add(i, `["run",1,2,[[{"name":"Datastore/statement/MySQL/orders/find"},[1,1e300,-1,0,1e999,0]]]]`)
		f.Add(i, `["run",{"events_seen":-1},[[{"type":"Span","timestamp":1e300,"duration":-1,"name":"Datastore/operation/x/"},{},null]]]`)
		f.Add(i, `[{"pid":1,"app_name":[]}]`)
	}
	f.Fuzz(func(t *testing.T, method int, body string) {
		c := collector.New(collector.Options{Keep: 2})
		name := methods[max(method, -method, 0)%len(methods)]
		if status, _ := post(t, c, goodData+name, true, zip(body)); status != http.StatusOK && status != http.StatusBadRequest {
			t.Errorf("status %d", status)
		}
		c.Rows()
		c.LiveRows()
		c.Metrics()
		c.Spans()
		if err := collector.WriteTable(io.Discard, c.Rows()); err != nil {
			t.Error(err)
		}
	})
}
