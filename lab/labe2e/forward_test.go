package labe2e

import (
	"maps"
	"math"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/internal/etsytest"
	"example.com/metricsworkshop/lab/live"
)

// TestForward has a lab copy its datagrams to Etsy's server: both count the same. Then
// that server is killed and started again, which the page shows.
func TestForward(t *testing.T) {
	t.Parallel()
	etsy := etsytest.Start(t, 90)
	l := openLabWith(t, "solutions/2", "-statsd-forward", etsy.Addr())
	l.page.ask("api/load", live.LoadRequest{Rate: 100, Hits: 50, Seconds: 3})
	l.page.until("the load runs", func(s live.State) bool { return s.Load.State == live.LoadRunning })
	l.page.until("the load is over", func(s live.State) bool { return s.Load.State == live.LoadIdle })
	last, same := -1.0, 0
	state := l.page.until("no more lines come", func(s live.State) bool {
		same++
		if now := sum(counts(s, calls)); now != last || now == 0 {
			last, same = now, 0
		}
		return same == 3 // events, of which a sample is one a second
	})
	theirs, ours := map[string]float64{}, counts(state, calls)
	for name, n := range etsy.Flush(t).Counters {
		if strings.HasSuffix(name, ".calls") {
			theirs[strings.TrimSuffix(name, ".calls")] = n
		}
	}
	if !maps.Equal(ours, theirs) || sum(ours) < 300 {
		t.Errorf("the lab has counted the calls %v and Etsy's server %v; want the same, of 300 requests and the orders for them", ours, theirs)
	}

	l.page.ask("api/load", live.LoadRequest{Rate: 50, Hits: 0, Seconds: 300})
	etsy.Restart(t, func() {
		if part := l.page.untilPart("statsd-forward", live.PartGone); !strings.Contains(part.Note, etsy.Addr()) {
			t.Errorf("the page notes %q; want where nobody takes the lines", part.Note)
		}
		l.page.until("the lab itself goes on", func(s live.State) bool { return sum(counts(s, calls)) > sum(ours) })
	})
	l.page.untilPart("statsd-forward", live.PartUp)
	etsy.Await(t, 1)
}

func calls(k live.Key) float64 { return k.Calls }

// counts adds up a count of each key. A sample has it as a rate, of one second.
func counts(s live.State, of func(live.Key) float64) map[string]float64 {
	total := map[string]float64{}
	for _, sample := range s.Samples {
		for name, key := range sample.Keys {
			total[name] += of(key)
		}
	}
	maps.DeleteFunc(total, func(_ string, n float64) bool { return n == 0 })
	return total
}

func sum(counts map[string]float64) float64 {
	total := 0.0
	for _, n := range counts {
		total += n
	}
	return math.Round(total)
}
