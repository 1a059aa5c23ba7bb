package statsd

import (
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/statsdserver"
	"example.com/metricsworkshop/lab/internal/etsytest"
)

// maxDifferent is how many figures a failing comparison prints.
const maxDifferent = 10

// A comparison counts figures, and says which of them are not the same.
type comparison struct {
	*testing.T
	figures, different int
}

// compare compares all figures of two flushes to the last digit, but for those of
// Etsy's server that are not finite: of the infinite ones ours has none, and where
// Etsy's gives NaN it may have a number. It returns how many figures it compared.
func compare(t *testing.T, ours statsdserver.Flush, etsy etsytest.Flush) int {
	t.Helper()
	c := &comparison{T: t}
	c.maps("counter", ours.Counters, etsy.Counters)
	c.maps("gauge", ours.Gauges, etsy.Gauges)
	c.maps("size of set", floats(ours.Sets), floats(etsy.Sets))
	c.rates("our rate of counter", ours.CounterRates, ours.Counters, ours.Interval)
	c.rates("Etsy's rate of counter", etsy.CounterRates, etsy.Counters, etsytest.Interval)
	for _, key := range union(ours.Timers, etsy.Timers) {
		c.timer(key, ours.Timers[key], etsy.Timers[key], ours.Interval)
	}
	c.figure("datagrams", float64(ours.Datagrams), float64(etsy.Datagrams))
	c.figure("lines", float64(ours.Lines), float64(etsy.Lines))
	// What we call an unknown type is a counter there.
	c.figure("bad lines", float64(ours.BadTotal()-ours.BadCounts[statsdserver.UnknownType]), float64(etsy.Bad))
	if c.different > maxDifferent {
		t.Errorf("%d of %d figures are different", c.different, c.figures)
	}
	return c.figures
}

// timer compares the figures of a timer. The two intervals are not of the same
// length, so count_ps is compared with the count.
func (c *comparison) timer(key string, ours, etsy map[string]float64, interval time.Duration) {
	c.Helper()
	const rate = "count_ps"
	c.figure("our count_ps of timer "+key, ours[rate], ours["count"]/interval.Seconds())
	c.figure("Etsy's count_ps of timer "+key, etsy[rate], etsy["count"]/etsytest.Interval.Seconds())
	ours, etsy = maps.Clone(ours), maps.Clone(etsy)
	delete(ours, rate)
	delete(etsy, rate)
	c.maps("timer "+key+", ", ours, etsy)
}

// maps compares two maps.
func (c *comparison) maps(what string, ours, etsy map[string]float64) {
	c.Helper()
	for _, key := range union(ours, etsy) {
		our, known := ours[key]
		their, knownThere := etsy[key]
		if math.IsNaN(their) || !known && math.IsInf(their, 0) {
			continue
		}
		if known != knownThere {
			c.unequal("%s %q: known is %t for ours, %t for Etsy's", what, key, known, knownThere)
			continue
		}
		c.figure(what+" "+key, our, their)
	}
}

// rates compares a server's rates with its own counts.
func (c *comparison) rates(what string, rates, counts map[string]float64, interval time.Duration) {
	c.Helper()
	want := maps.Clone(counts)
	for key := range want {
		want[key] /= interval.Seconds()
	}
	c.maps(what, rates, want)
}

func (c *comparison) figure(what string, ours, etsy float64) {
	c.Helper()
	c.figures++
	if ours != etsy {
		c.unequal("%s = %v; Etsy's %v", what, ours, etsy)
	}
}

func (c *comparison) unequal(format string, args ...any) {
	c.Helper()
	if c.different++; c.different <= maxDifferent {
		c.Errorf(format, args...)
	}
}

// union returns the keys that one of two maps has, in their order.
func union[A, B any](a map[string]A, b map[string]B) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(keys)
	return slices.Compact(keys)
}

func floats(m map[string]int) map[string]float64 {
	converted := make(map[string]float64, len(m))
	for key, n := range m {
		converted[key] = float64(n)
	}
	return converted
}
