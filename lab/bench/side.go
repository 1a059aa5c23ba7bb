package bench

import (
	"context"
	"fmt"
	"time"

	"example.com/metricsworkshop/internal/loadlimits"
	"example.com/metricsworkshop/lab/load"
)

// SideOptions say what a side of a comparison is: lookups that all find a busy
// driver, as many as would make Target goroutines of those that the service has at
// rest, if each leaks one. The other side has the same number, which is Hits.
type SideOptions struct {
	Options        // its Load has a URL and a rate, and Gauges cannot be nil
	Label   string // stands in front of the progress
	Target  int    // goroutines; 0 with Hits
	Hits    int    // lookups; 0 with Target
	AtRest  func() // is called at rest, before the load and after it
}

// RunSide is Run for one side. It also returns how many lookups it was to send. It is
// an error if the service sends no gauge of its goroutines.
func RunSide(ctx context.Context, o SideOptions) (r *Report, hits int, err error) {
	seeding := o.Options
	seeding.Load = load.Options{URL: o.Load.URL, Rate: o.Load.Rate, Requests: 1} // it seeds and does not run
	b, err := prepare(seeding)
	if err != nil {
		return nil, 0, err
	}
	before, err := b.seed(ctx)
	if err != nil {
		return nil, 0, err
	}
	base, ok := before.gauges[busiest(before.gauges)]
	if !ok {
		return nil, 0, fmt.Errorf("the service sends no gauge of its goroutines: send <key>.goroutines (task 2.2) to the lab's StatsD server")
	}
	o.AtRest()
	hits = o.Hits
	if o.Target != 0 {
		hits = o.Target - int(base.least)
		if hits < 1 {
			return nil, 0, fmt.Errorf("the service has %.0f goroutines at rest already: -target must be more than that", base.least)
		}
	}
	if b.load, err = b.load.Again(load.Options{Rate: o.Load.Rate, Requests: hits, Lookup: loadlimits.Busy, Hits: 100}); err != nil {
		return nil, 0, err
	}
	b.line = newSideLine(o.Label, b, loadlimits.Duration(o.Load.Rate, hits)).text
	if r, err = b.run(ctx, before); err != nil {
		return nil, 0, err
	}
	o.AtRest()
	r.Restless = r.Restless || !before.rested
	return r, hits, nil
}

// A sideLine is the line that says how far a side is.
type sideLine struct {
	*bench
	label  string
	whole  time.Duration
	mark   load.Mark
	looked time.Duration // when the figures of recent were taken
	recent load.Recent
	rate   float64 // good answers a second, in recent
}

func newSideLine(label string, b *bench, whole time.Duration) *sideLine {
	return &sideLine{bench: b, label: label, whole: whole}
}

// text is for a terminal of 80 columns. Its figures of the answers are those of about
// the last second. It is called by one goroutine at a time.
func (s *sideLine) text(connections int) string {
	p := s.load.Progress()
	if past := p.Elapsed - s.looked; past >= time.Second {
		s.recent = s.load.Since(&s.mark)
		s.rate, s.looked = float64(s.recent.Good)/past.Seconds(), p.Elapsed
	}
	goroutines, _, _ := s.Gauges.now()
	line := fmt.Sprintf("%s %.0f/%.0f s: goroutines %.0f connections %d",
		s.label, min(p.Elapsed, s.whole).Seconds(), s.whole.Seconds(), goroutines, connections)
	if s.recent.Good+s.recent.Bad > 0 {
		line += fmt.Sprintf(" p50 %s p99 %s ms good %.0f/s", milliseconds(s.recent.P50), milliseconds(s.recent.P99), s.rate)
	}
	return line
}
