package recorder

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/collector"
	"example.com/metricsworkshop/lab/live"
)

const ms = time.Millisecond

// TestSegments lets an agent report, again and again, and holds that each segment is
// shown once, whatever the collector has no room for.
func TestSegments(t *testing.T) {
	c := collector.New(collector.Options{Keep: 10})
	r, s := newTestRecorder(Options{Collector: c})
	a := connect(t, c)
	shown := func() []string {
		t.Helper()
		before := len(s.all().wires)
		second(t, r, s)
		return texts(s.all().wires[before:])
	}
	check := func(what string, want ...string) {
		t.Helper()
		if got := shown(); !slices.Equal(got, want) {
			t.Errorf("%s: %q; want %q", what, got, want)
		}
	}
	check("nothing yet")
	a.report(call{"orders", "findDriverBusy", 8 * ms}, call{"", "", 9 * ms}, call{"", "ping", 40 * time.Microsecond})
	check("the first report", "segment: findDriverBusy on orders 8.0 ms", "segment: ping 0.04 ms")
	check("idle")
	b := connect(t, c)
	b.report(call{"orders", "findOrder", 12_340 * time.Microsecond})
	check("another run", "segment: findOrder on orders 12.3 ms")
	a.report(call{"", "", ms})
	check("only something else")

	var many []call
	for range 15 {
		many = append(many, call{"orders", "findOrder", ms})
	}
	b.report(many...) // the newest 10 are kept
	if got := shown(); len(got) != 10 {
		t.Errorf("after a wave: %d segments; want 10", len(got))
	}
}

// TestSegmentsAreFew lets an agent report more segments than anybody can read.
func TestSegmentsAreFew(t *testing.T) {
	c := collector.New(collector.Options{})
	r, s := newTestRecorder(Options{Collector: c})
	calls := []call{{"orders", "createOrder", ms}}
	for range 99 {
		calls = append(calls, call{"orders", "findOrder", ms})
	}
	connect(t, c).report(calls...)
	second(t, r, s)
	got := texts(s.all().wires)
	if len(got) != segmentsPerSample+1 || got[0] != "segment: createOrder on orders 1.0 ms" || got[len(got)-1] != "more: and 80 more segments" {
		t.Errorf("%q; want %d, the rare one too, and how many more there were", got, segmentsPerSample)
	}
}

// TestTableComesSeldom reports before each sample, and then no more.
func TestTableComesSeldom(t *testing.T) {
	c := collector.New(collector.Options{})
	r, s := newTestRecorder(Options{Collector: c})
	a := connect(t, c)
	for range 10 {
		a.report(call{"orders", "findOrder", ms})
		second(t, r, s)
	}
	for range 10 {
		second(t, r, s)
	}
	var calls []int
	for _, table := range s.all().tables {
		if len(table) != 1 {
			t.Fatalf("table %+v; want one row", table)
		}
		calls = append(calls, table[0].Calls)
	}
	if want := []int{2, 4, 6, 8, 10}; !slices.Equal(calls, want) {
		t.Errorf("calls in the tables: %v; want %v", calls, want)
	}
}

func TestTableRows(t *testing.T) {
	const all = collector.AllCollections
	row := func(vendor, operation, collection string, calls int, total time.Duration) collector.Row {
		return collector.Row{
			Vendor: vendor, Operation: operation, Collection: collection, Calls: calls, Throughput: 60,
			Total: total, Avg: total / time.Duration(calls), Min: ms / 2, Max: 9 * ms,
		}
	}
	tests := []struct {
		name string
		rows []collector.Row
		want []string
	}{
		{"nothing", nil, nil},
		{
			"one table",
			[]collector.Row{row("MySQL", "find", all, 2, 6*ms), row("MySQL", "find", "orders", 2, 6*ms)},
			[]string{"find orders 2 share 1.00"},
		},
		{
			"two tables and two operations",
			[]collector.Row{
				row("MySQL", "count", all, 1, 2*ms), row("MySQL", "count", "orders", 1, 2*ms),
				row("MySQL", "find", all, 3, 6*ms), row("MySQL", "find", "drivers", 1, 4*ms), row("MySQL", "find", "orders", 2, 2*ms),
			},
			[]string{"count orders 1 share 0.25", "find drivers 1 share 0.50", "find orders 2 share 0.25"},
		},
		{
			"no table",
			[]collector.Row{row("MySQL", "ping", all, 1, ms)},
			[]string{"ping (all) 1 share 1.00"},
		},
		{
			"some calls without a table",
			[]collector.Row{row("MySQL", "find", all, 3, 4*ms), row("MySQL", "find", "orders", 2, 3*ms)},
			[]string{"find (all) 3 share 1.00", "find orders 2 share 0.75"},
		},
		{
			"two databases",
			[]collector.Row{
				row("MySQL", "find", all, 2, ms), row("MySQL", "find", "orders", 2, ms),
				row("Redis", "find", all, 2, 3*ms),
			},
			[]string{"find orders 2 share 0.25", "find (all) 2 share 0.75"},
		},
		{
			"no time at all",
			[]collector.Row{row("MySQL", "ping", all, 1, 0)},
			[]string{"ping (all) 1 share 0.00"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, r := range tableRows(tt.rows) {
				got = append(got, fmt.Sprintf("%s %s %d share %.2f", r.Operation, r.Collection, r.Calls, r.Share))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("rows = %q; want %q", got, tt.want)
			}
		})
	}
	got := tableRows([]collector.Row{row("MySQL", "find", all, 2, 6*ms)})
	want := []live.Row{{Operation: "find", Collection: all, Calls: 2, PerMinute: 60, Mean: 3, Min: 0.5, Max: 9, Share: 1}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("rows = %+v; want %+v", got, want)
	}
}
