package main

import (
	"fmt"
	"time"

	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/load"
)

// Watched is the load that runs, or that has ended since somebody last looked.
type watched struct {
	load   *load.Load // nil for none
	ended  bool
	mark   load.Mark
	looked time.Time
}

// shortest is the shortest time that has a rate: two requests a millisecond apart are
// not a thousand a second.
const shortest = 100 * time.Millisecond

func (w *watched) begin(l *load.Load) { *w = watched{load: l, looked: time.Now()} }

func (w *watched) end() { w.ended = true }

// second returns the figures since it was last called; nil without a load.
func (w *watched) second() *live.LoadSecond {
	past := time.Since(w.looked)
	if w.load == nil || past < shortest {
		return nil
	}
	r := w.load.Since(&w.mark)
	w.looked = time.Now()
	if w.ended {
		*w = watched{}
	}
	s := &live.LoadSecond{
		Sent: float64(r.Sent) / past.Seconds(),
		Good: float64(r.Good) / past.Seconds(),
		Bad:  float64(r.Bad) / past.Seconds(),
	}
	if r.Good+r.Bad > 0 {
		p50, p99 := milliseconds(r.P50), milliseconds(r.P99)
		s.P50, s.P99 = &p50, &p99
	}
	return s
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// inWords is what a load is, for a mark.
func inWords(r live.LoadRequest) string {
	what := "calls and lookups"
	if r.Lookup != "" {
		what = "lookups of " + r.Lookup
	}
	return fmt.Sprintf("%d %s a second, %d %% hits", r.Rate, what, r.Hits)
}
