package statsdserver

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// newAggregator returns an Aggregator that has seen some datagrams.
func newAggregator(t testing.TB, datagrams ...string) *Aggregator {
	t.Helper()
	a, err := NewAggregator(90)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range datagrams {
		a.Add([]byte(d))
	}
	return a
}

func TestAggregator(t *testing.T) {
	tests := []struct {
		name      string
		datagrams []string
		counters  map[string]float64
		gauges    map[string]float64
		sets      map[string]int
		badCounts map[Reason]int
	}{
		{
			name: "counters", datagrams: []string{"a:1|c", "a:2|c", "b:1|c|@0.1", "c:-3|c", "d:1.5|c"},
			counters: map[string]float64{"a": 3, "b": 10, "c": -3, "d": 1.5},
		},
		{
			name: "values in a line", datagrams: []string{"multi:1|c:2|c"},
			counters: map[string]float64{"multi": 3},
		},
		{
			name: "tags are names", datagrams: []string{"a:1|c|#code:200", "a:1|c|#code:200\na:1|c|#code:500"},
			counters: map[string]float64{"a;code=200": 2, "a;code=500": 1},
		},
		{
			name: "gauge and changes", datagrams: []string{"g:333|g", "g:-10|g", "g:+4|g"},
			gauges: map[string]float64{"g": 327},
		},
		{
			name: "last gauge of a datagram", datagrams: []string{"g:1|g\ng:2|g\ng:3|g"},
			gauges: map[string]float64{"g": 3},
		},
		{
			name: "negative gauge as clients send it", datagrams: []string{"g:7|g", "g:0|g\ng:-10|g"},
			gauges: map[string]float64{"g": -10},
		},
		{
			name: "change of an unknown gauge", datagrams: []string{"g:-10|g"},
			gauges: map[string]float64{"g": -10},
		},
		{
			name: "sets", datagrams: []string{"s:a|s", "s:b|s", "s:a|s"},
			sets: map[string]int{"s": 2},
		},
		{
			name: "refused values count nowhere", datagrams: []string{"a:1|h", "a:x|c", "a:Infinity|c", "a|c", "a:1|d"},
			badCounts: map[Reason]int{UnknownType: 2, BadNumber: 2, NoValue: 1},
		},
		{
			name: "a name of JavaScript's objects", datagrams: []string{"constructor:1|c", "__proto__:2|c"},
			counters: map[string]float64{"constructor": 1, "__proto__": 2},
		},
		{
			name: "a sum that is too large is left out", datagrams: []string{"a:1e308|c", "a:1e308|c", "g:1e308|g", "g:+1e308|g"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newAggregator(t, tt.datagrams...).Snapshot(time.Time{}, time.Second)
			check(t, "Counters", f.Counters, tt.counters)
			check(t, "CounterRates over a second", f.CounterRates, tt.counters)
			check(t, "Gauges", f.Gauges, tt.gauges)
			check(t, "Sets", f.Sets, tt.sets)
			check(t, "BadCounts", f.BadCounts, tt.badCounts)
			if f.Datagrams != len(tt.datagrams) {
				t.Errorf("Datagrams = %d; want %d", f.Datagrams, len(tt.datagrams))
			}
		})
	}
}

// check compares maps; an empty one equals none.
func check[K comparable, V any](t *testing.T, what string, got, want map[K]V) {
	t.Helper()
	if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("%s = %v; want %v", what, got, want)
	}
}

func TestFlushBeginsAnew(t *testing.T) {
	a := newAggregator(t, "", "c:4|c\ng:7|g\nt:5|ms\ns:x|s\nbad\n")
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	if now, flush := a.Snapshot(at, 2*time.Second), a.Flush(at, 2*time.Second); !reflect.DeepEqual(now, flush) {
		t.Errorf("Snapshot = %+v\nFlush = %+v; want the same", now, flush)
	}
	a.Add([]byte("g:+1|g"))
	want := Flush{
		At: at, Interval: time.Second,
		Counters: map[string]float64{"c": 0}, CounterRates: map[string]float64{"c": 0},
		Gauges:    map[string]float64{"g": 8},
		Timers:    map[string]Timer{"t": {"count": 0, "count_ps": 0}},
		Sets:      map[string]int{"s": 0},
		Datagrams: 1, Lines: 1,
		BadCounts: map[Reason]int{},
	}
	if got := a.Flush(at, time.Second); !reflect.DeepEqual(got, want) {
		t.Errorf("second Flush = %+v\nwant %+v", got, want)
	}
}

func TestFlushIsTheCallers(t *testing.T) {
	a := newAggregator(t, "c:4|c\nt:5|ms\nbad")
	first := a.Flush(time.Time{}, 2*time.Second)
	a.Add([]byte("c:1|c\nt:9|ms\nworse"))
	if first.Counters["c"] != 4 || first.CounterRates["c"] != 2 || first.Timers["t"]["upper"] != 5 ||
		len(first.Bad) != 1 || first.Bad[0].Line != "bad" || first.BadTotal() != 1 {
		t.Errorf("after the next datagram the flush has become %+v", first)
	}
}

func TestRatesOverNoTimeAreLeftOut(t *testing.T) {
	f := newAggregator(t, "c:4|c\nt:5|ms\nidle:0|c").Snapshot(time.Time{}, 0)
	if _, ok := f.Timers["t"]["count_ps"]; ok || len(f.CounterRates) > 0 {
		t.Errorf("over no time, CounterRates = %v and count_ps = %v; want none", f.CounterRates, f.Timers["t"]["count_ps"])
	}
	if f.Counters["c"] != 4 || f.Timers["t"]["count"] != 1 {
		t.Errorf("Counters = %v, Timers = %v; want the counts", f.Counters, f.Timers)
	}
}

func TestBadLinesAreCountedAndTheFirstKept(t *testing.T) {
	const n = 1000
	a := newAggregator(t)
	for i := range n {
		a.Add(fmt.Appendf(nil, "bad%03d%s", i, strings.Repeat("x", 10_000)))
	}
	f := a.Snapshot(time.Time{}, time.Second)
	if f.BadTotal() != n || f.BadCounts[NoValue] != n || len(f.Bad) != MaxBad {
		t.Fatalf("BadTotal() = %d, BadCounts = %v, %d kept; want %d and the first %d", f.BadTotal(), f.BadCounts, len(f.Bad), n, MaxBad)
	}
	for i, b := range f.Bad {
		if want := fmt.Sprintf("bad%03dx", i); !strings.HasPrefix(b.Line, want) || len(b.Line) > maxBadLength || b.Reason != NoValue {
			t.Errorf("Bad[%d] = %q, %q; want a line that begins with %q, cut, and %q", i, b.Line, b.Reason, want, NoValue)
		}
	}
}
