package statsd

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// TestPercentiles compares the figures of many random timers at many percentiles.
func TestPercentiles(t *testing.T) {
	const timers = 3000
	p := startPair(t, 90, 50, 95, 99, 99.9, 100, 1, 0.5, -1, -10, -50, -99.9, -100)
	r := newRand(t)
	datagrams := make([]string, timers)
	for i := range datagrams {
		datagrams[i] = fmt.Sprintf("t%d%s", i, randomTimes(r))
	}
	p.send(t, datagrams...)
	ours, etsy := p.flush(t)
	figures := compare(t, ours, etsy)
	for key, timer := range ours.Timers { // where Etsy's server gives NaN
		if timer["sum_top100"] != timer["sum"] || timer["sum_squares_top100"] != timer["sum_squares"] || timer["mean_top100"] != timer["mean"] {
			t.Errorf("timer %s = %v; want the same of the highest 100 %% as of all", key, timer)
		}
	}
	t.Logf("%d timers, %d figures, the same on both", len(etsy.Timers), figures)
	if len(etsy.Timers) != timers || figures < 30*timers {
		t.Errorf("%d timers and %d figures are too few to say something", len(etsy.Timers), figures)
	}
}

// randomTimes returns one value to many, some of them alike.
func randomTimes(r *rand.Rand) string {
	var b strings.Builder
	whole, scale := r.IntN(3) == 0, math.Pow(10, float64(r.IntN(6)))
	for range 1 + r.IntN(1+r.IntN(120)) {
		v := r.Float64() * scale
		if whole {
			v = math.Floor(v)
		}
		b.WriteString(":" + strconv.FormatFloat(v, 'f', -1, 64) + "|ms")
	}
	return b.String()
}
