package statsd

import (
	"fmt"
	"maps"
	"math"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/statsdserver"
)

// TestConformance sends what clients send, and what they should not, to both
// servers over three intervals, the second of which is idle.
func TestConformance(t *testing.T) {
	p := startPair(t, 90)
	intervals := [][]string{
		{
			"c.plain:1|c", "c.plain:2|c", "c.sampled:1|c|@0.1", "c.below:-3|c", "c.part:1.5|c",
			"t.ten:10|ms\nt.ten:20|ms\nt.ten:30|ms\nt.ten:40|ms\nt.ten:50|ms\nt.ten:60|ms\nt.ten:70|ms\nt.ten:80|ms\nt.ten:90|ms\nt.ten:100|ms",
			"t.sampled:5|ms|@0.1", "t.sampled:7|ms|@0.1", "t.float:0.900623|ms", "t.bad:-5|ms",
			"g.changed:333|g", "g.changed:-10|g", "g.changed:+4|g", "g.last:1|g\ng.last:2|g\ng.last:3|g", "g.below:0|g\ng.below:-10|g",
			"s.users:a|s", "s.users:b|s", "s.users:a|s", "s.users:|s",
			"tagged:1|c|#route:/orders,code:200", "multi:1|c:2|c", "multi:1|c:x|c", "web/orders/{id} x:1|c",
			"no colon", "c.plain:abc|c", "c.plain:1|c|@0.1x", "c.plain:1", "c.plain:|c", "", "\n\n", "c.windows:1|c\r\nt.windows:5|ms\r\n",
		},
		{""},
		{"c.plain:5|c\nt.ten:7|ms\ns.users:c|s", "g.changed:-1|g"},
	}
	for i, datagrams := range intervals {
		p.send(t, datagrams...)
		ours, etsy := p.flush(t)
		t.Logf("interval %d: %d figures, %d bad lines", i, compare(t, ours, etsy), etsy.Bad)
	}
}

// TestDifferences proves each difference that the package statsdserver documents,
// but for one: Etsy's server does not live on after a rate of "@+1" or a time
// named "constructor".
func TestDifferences(t *testing.T) {
	p := startPair(t, 90, -100)
	tests := []struct {
		name   string
		send   []string
		etsy   float64 // its counter a
		ours   float64 // 0 is none
		reason statsdserver.Reason
	}{
		{name: "histogram", send: []string{"a:12|h"}, etsy: 12, reason: statsdserver.UnknownType},
		{name: "distribution", send: []string{"a:12|d"}, etsy: 12, reason: statsdserver.UnknownType},
		{name: "infinite value", send: []string{"a:Infinity|c"}, etsy: math.Inf(1), reason: statsdserver.BadNumber},
		{name: "large value", send: []string{"a:-1e400|c"}, etsy: math.Inf(-1), reason: statsdserver.BadNumber},
		{name: "large sum", send: []string{"a:1e308|c", "a:1e308|c"}, etsy: math.Inf(1)},
		{name: "rate of 0", send: []string{"a:1|c|@0"}, etsy: math.Inf(1), reason: statsdserver.BadRate},
		{name: "rate with an exponent", send: []string{"a:1|c|@1e-1"}, etsy: 1, reason: statsdserver.BadRate},
		{name: "infinite rate", send: []string{"a:1|c|@" + strings.Repeat("9", 400)}, etsy: 0, reason: statsdserver.BadRate},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			key := fmt.Sprintf("a%d", i)
			for _, line := range tt.send {
				p.send(t, key+strings.TrimPrefix(line, "a"))
			}
			ours, etsy := p.flush(t)
			if got, ok := etsy.Counters[key]; !ok || got != tt.etsy {
				t.Errorf("after %q Etsy's counter is %v, %t; want %v", tt.send, got, ok, tt.etsy)
			}
			if got, ok := ours.Counters[key]; ok {
				t.Errorf("after %q our counter is %v; want none", tt.send, got)
			}
			if tt.reason != "" && (ours.BadTotal() != 1 || ours.BadCounts[tt.reason] != 1) {
				t.Errorf("after %q we refused %v; want one with %q", tt.send, ours.BadCounts, tt.reason)
			}
		})
	}
	t.Run("names of JavaScript's objects", func(t *testing.T) {
		p.send(t, "constructor:1|c", "__proto__:1|c")
		ours, etsy := p.flush(t)
		if got := ours.Counters; got["constructor"] != 1 || got["__proto__"] != 1 {
			t.Errorf("our counters are %v; want both names", got)
		}
		if got := maps.Clone(etsy.Counters); !math.IsNaN(got["constructor"]) || got["__proto__"] != 0 {
			t.Errorf("Etsy's counters are %v; want no number for either name", got)
		}
	})
	t.Run("all values from the highest", func(t *testing.T) {
		p.send(t, "t:1|ms:2|ms:6|ms")
		ours, etsy := p.flush(t)
		if got := etsy.Timers["t"]["mean_top100"]; !math.IsNaN(got) {
			t.Errorf("Etsy's mean_top100 = %v; want NaN", got)
		}
		if got := ours.Timers["t"]["mean_top100"]; got != 3 {
			t.Errorf("our mean_top100 = %v; want 3", got)
		}
	})
	t.Run("sets of what is no UTF-8", func(t *testing.T) {
		p.send(t, "bytes:\xff|s", "bytes:\xfe|s")
		ours, etsy := p.flush(t)
		if ours.Sets["bytes"] != 2 || etsy.Sets["bytes"] != 1 {
			t.Errorf("our set has %d values and Etsy's %d; want 2 and 1", ours.Sets["bytes"], etsy.Sets["bytes"])
		}
	})
}
