package bench

import (
	"context"
	"fmt"
	"sync"
	"time"

	"example.com/metricsworkshop/lab/load"
)

const (
	progressEvery = 200 * time.Millisecond

	// A service is at rest when so many readings in a row are alike. What a
	// service closes it closes within milliseconds of an answer; this is much
	// longer, and longer than a StatsD client keeps its lines.
	readEvery     = 50 * time.Millisecond
	alike         = 10
	settleTimeout = 10 * time.Second
)

// A bench is one run of a load.
type bench struct {
	Options
	load *load.Load
}

// A reading is what is looked at until it no longer changes.
type reading struct {
	connections int
	goroutines  float64
}

func (b *bench) read() reading {
	goroutines, _, _ := b.Gauges.now()
	return reading{b.Connections(), goroutines}
}

// settle sends one small request after another, each of which makes the service
// send its gauges, until the readings stay the same, and gauges have come if the
// service sends any. It returns the number of connections, and whether the service
// is at rest: one that never is is not waited for without end.
func (b *bench) settle(ctx context.Context) (connections int, rested bool) {
	ctx, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	tick := time.NewTicker(readEvery)
	defer tick.Stop()
	last, same := b.read(), 0
	for {
		select {
		case <-ctx.Done():
			return last.connections, false
		case <-tick.C:
		}
		b.load.Probe(ctx) // a service that does not answer is not at rest, or never will be
		now := b.read()
		if now != last {
			last, same = now, 0
			continue
		}
		same++
		if _, samples, sent := b.Gauges.now(); same >= alike && (samples > 1 || !sent) {
			return last.connections, true
		}
	}
}

// watch shows the progress of the load, and looks for the most connections, until
// the function that it returns is called, which returns their number.
func (b *bench) watch() (stop func() (peak int)) {
	var watching sync.WaitGroup
	done := make(chan struct{})
	peak := 0
	watching.Go(func() {
		tick := time.NewTicker(progressEvery)
		defer tick.Stop()
		for {
			connections := b.Connections()
			peak = max(peak, connections)
			b.Progress(b.progress(connections))
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	})
	return func() int {
		close(done)
		watching.Wait()
		return peak
	}
}

// progress is one line, for a terminal of 80 columns.
func (b *bench) progress(connections int) string {
	p := b.load.Progress()
	goroutines := "-"
	if latest, _, sent := b.Gauges.now(); sent {
		goroutines = fmt.Sprintf("%.0f", latest)
	}
	whole := b.Options.Load.For
	return fmt.Sprintf("load %.0f/%.0f s: sent %d good %d bad %d connections %d goroutines %s",
		min(p.Elapsed, whole).Seconds(), whole.Seconds(), p.Sent, p.Good, p.Bad, connections, goroutines)
}
