package recorder

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/live"
)

// ptr returns a pointer to a figure that is known.
func ptr(f float64) *float64 { return &f }

func TestFigures(t *testing.T) {
	tests := []struct {
		name       string
		datagrams  []string
		goroutines *float64
		keys       map[string]live.Key
		gauges     map[string]float64
	}{
		{name: "nothing", datagrams: []string{"", "\n\n"}},
		{
			name: "what a middleware sends for a request",
			datagrams: []string{"orders.get.time:1.5|ms\norders.get.calls:1|c\norders.get.status.2xx:1|c\n" +
				"orders.get.goroutines:61|g\n"},
			goroutines: ptr(61),
			keys:       map[string]live.Key{"orders.get": {Calls: 1, Mean90: ptr(1.5), Upper90: ptr(1.5), Upper: ptr(1.5)}},
		},
		{
			name:      "ten times, of which the slowest is left out",
			datagrams: []string{"k.time:1|ms:2|ms:3|ms:4|ms:5|ms\nk.time:6|ms:7|ms:8|ms:9|ms:100|ms"},
			keys:      map[string]live.Key{"k": {Mean90: ptr(5), Upper90: ptr(9), Upper: ptr(100)}},
		},
		{
			name:      "errors, and what is none",
			datagrams: []string{"k.calls:5|c", "k.status.5xx:1|c", "k.status.5xx:1|c", "k.status.4xx:1|c", "k.status.2xx:2|c"},
			keys:      map[string]live.Key{"k": {Calls: 5, Errors: 2}},
		},
		{
			name:      "a client that sends one in ten",
			datagrams: []string{"k.calls:1|c|@0.1"},
			keys:      map[string]live.Key{"k": {Calls: 10}},
		},
		{
			name:       "the last gauge of several",
			datagrams:  []string{"k.goroutines:5|g", "k.goroutines:9|g", "k.goroutines:-2|g", "k.goroutines:7|g", "k.goroutines:+1|g"},
			goroutines: ptr(8),
			keys:       map[string]live.Key{"k": {}},
		},
		{
			name:       "the last gauge of several routes",
			datagrams:  []string{"a.goroutines:9|g", "b.goroutines:5|g", "a.goroutines:7|g", "a.calls:1|c"},
			goroutines: ptr(7),
			keys:       map[string]live.Key{"a": {Calls: 1}, "b": {}},
		},
		{
			name:       "other gauges",
			datagrams:  []string{"db.in_use:3|g\ndb.open:60|g\ndb.wait_count:0|g", "goroutines:4|g", "k.goroutines:7|g"},
			goroutines: ptr(7),
			keys:       map[string]live.Key{"k": {}},
			gauges:     map[string]float64{"db.in_use": 3, "db.open": 60, "db.wait_count": 0, "goroutines": 4},
		},
		{
			name:      "what is of no route",
			datagrams: []string{"hello:1|c", "calls:1|c", ".calls:1|c", "a.status.up:1|c", "a.status.5xxx:1|c", "drivers:dan|s"},
		},
		{
			name:      "the good values of a bad line",
			datagrams: []string{"k.calls:1|c:x|c", "bad"},
			keys:      map[string]live.Key{"k": {Calls: 1}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, s := newTestRecorder(Options{})
			for _, d := range tt.datagrams {
				r.Datagram([]byte(d))
			}
			got := second(t, r, s)
			want := live.Sample{At: got.At, Goroutines: tt.goroutines, Keys: tt.keys, Gauges: tt.gauges}
			if asJSON(t, got) != asJSON(t, want) {
				t.Errorf("sample = %s\nwant %s", asJSON(t, got), asJSON(t, want))
			}
		})
	}
}

// asJSON is what a page gets.
func asJSON(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestIdleSecond holds that a second without a request has no times, that gauges stay,
// and that a key stays known.
func TestIdleSecond(t *testing.T) {
	r, s := newTestRecorder(Options{})
	r.Datagram([]byte("k.time:1.5|ms\nk.calls:1|c\nk.goroutines:61|g\nk.status.5xx:1|c\ndb.open:3|g"))
	second(t, r, s)
	got := second(t, r, s)
	if k, known := got.Keys["k"]; !known || k != (live.Key{}) || len(got.Keys) != 1 {
		t.Errorf("keys of the idle second = %s; want k alone, without a figure", asJSON(t, got.Keys))
	}
	if got.Goroutines == nil || *got.Goroutines != 61 {
		t.Errorf("goroutines of the idle second = %s; want 61", asJSON(t, got.Goroutines))
	}
	if got.Gauges["db.open"] != 3 {
		t.Errorf("gauges of the idle second = %v; want db.open 3", got.Gauges)
	}
}

// TestRatesArePerSecond samples every half second.
func TestRatesArePerSecond(t *testing.T) {
	r, s := newTestRecorder(Options{Every: 500_000_000})
	r.Datagram([]byte("k.calls:100|c\nk.status.5xx:1|c"))
	if k := second(t, r, s).Keys["k"]; k.Calls != 200 || k.Errors != 2 {
		t.Errorf("calls %v, errors %v; want 200 and 2 a second", k.Calls, k.Errors)
	}
}

// TestNewProcessBeginsAnew holds that only another PID ends what a gauge says.
func TestNewProcessBeginsAnew(t *testing.T) {
	r, s := newTestRecorder(Options{})
	const lines = "k.goroutines:61|g\ndb.open:3|g\nk.calls:1|c"
	r.Datagram([]byte("by.hand.calls:1|c"))
	for _, step := range []struct {
		name    string
		service live.Service
		keys    int
	}{
		{"the first process", live.Service{State: live.ServiceStarting, PID: 7}, 0},
		{"it runs", live.Service{State: live.ServiceRunning, PID: 7}, 1},
		{"it was stopped", live.Service{State: live.ServiceStopped}, 1},
		{"the next one is built", live.Service{State: live.ServiceBuilding}, 1},
		{"the next process", live.Service{State: live.ServiceStarting, PID: 8}, 0},
	} {
		r.SetService(step.service)
		got := second(t, r, s)
		if len(got.Keys) != step.keys || len(got.Gauges) != step.keys {
			t.Errorf("%s: %d keys, %d gauges; want %d of each", step.name, len(got.Keys), len(got.Gauges), step.keys)
		}
		r.Datagram([]byte(lines))
	}
}

// TestNamesAreBounded sends a metric for each order, as a service does that takes the
// path for a key.
func TestNamesAreBounded(t *testing.T) {
	r, s := newTestRecorder(Options{})
	r.Datagram([]byte("db.open:3|g"))
	for i := range 2 * maxNames {
		r.Datagram(fmt.Appendf(nil, "orders.%d.goroutines:5|g\n", i))
	}
	for range 2 {
		r.Datagram([]byte("db.open:+1|g"))
		if got := second(t, r, s); len(got.Keys) != maxNames-1 || len(got.Gauges) != 1 {
			t.Errorf("%d keys, %d gauges; want %d and 1", len(got.Keys), len(got.Gauges), maxNames-1)
		}
	}
	if got := second(t, r, s).Gauges["db.open"]; got != 5 {
		t.Errorf("db.open = %v; want 5: what was known goes on", got)
	}
	if marks := s.all().marks; len(marks) != 1 || !strings.Contains(marks[0], "is there an id in a name?") {
		t.Errorf("marks = %q; want one about ids", marks)
	}
}
