package bench

import (
	"context"
	"fmt"
	"math"
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

	// A service without a connection to spare answers after 5 s. What is asked of it
	// meanwhile must not be taken for unrest.
	probeTimeout = 2 * time.Second

	// At rest, a gauge may still have one or two goroutines too many: those that end
	// with a query or a connection, an instant after it. So many gauges are awaited,
	// and the least of them has none of these.
	jitter         = 2
	gaugesAtRest   = 100
	measureTimeout = 3 * time.Second
)

// A bench is one run of a load.
type bench struct {
	Options
	load *load.Load
	line func(connections int) string // says how far the load is
}

// A rest is how a service is that has nothing to do.
type rest struct {
	connections int
	gauges      map[string]gauge // sent at rest, each by a small request
	earlier     map[string]gauge // sent before that, since the last rest
	rested      bool             // false for a service that changes for too long to be waited for
}

// settle sends one small request after another, each of which makes the service
// send its gauges, until the service is at rest, and then some more to read its
// gauges.
func (b *bench) settle(ctx context.Context) rest {
	r := rest{rested: b.await(ctx)}
	r.earlier = b.Gauges.next()
	for began := time.Now(); ctx.Err() == nil && time.Since(began) < measureTimeout; {
		if _, samples, sent := b.Gauges.now(); !sent || samples >= gaugesAtRest {
			break
		}
		b.probe(ctx)
	}
	r.connections, r.gauges = b.Connections(), b.Gauges.next()
	return r
}

// Rest waits until a service that has had the load l is at rest again, or ctx is done.
// It sends small requests, each of which makes the service send its gauges: the last
// ones that it sends are those of a service at rest.
func Rest(ctx context.Context, o Options, l *load.Load) {
	if o.Gauges == nil {
		o.Gauges = &Gauges{} // nothing comes
	}
	b := &bench{Options: o, load: l}
	b.await(ctx)
}

// await waits until the numbers of connections and goroutines stay as they are, and
// reports whether they do.
func (b *bench) await(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	tick := time.NewTicker(readEvery)
	defer tick.Stop()
	connections, goroutines := b.read()
	for same := 0; same < alike; {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
		hung := b.probe(ctx)
		c, g := b.read()
		switch {
		case c != connections || math.Abs(g-goroutines) > jitter:
			connections, goroutines, same = c, g, 0
		case hung:
			same = alike // it has lasted longer than as many readings
		default:
			same++
		}
	}
	return true
}

func (b *bench) read() (connections int, goroutines float64) {
	goroutines, _, _ = b.Gauges.now()
	return b.Connections(), goroutines
}

// probe sends one small request, and reports whether it had to give it up. What the
// answer is does not matter: a service that does not answer is at rest, or never
// will be.
func (b *bench) probe(ctx context.Context) (hung bool) {
	limited, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	b.load.Probe(limited)
	return limited.Err() != nil && ctx.Err() == nil
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
			b.Progress(b.line(connections))
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
	whole := b.Options.Load.Duration()
	return fmt.Sprintf("load %.0f/%.0f s: sent %d good %d bad %d connections %d goroutines %s",
		min(p.Elapsed, whole).Seconds(), whole.Seconds(), p.Sent, p.Good, p.Bad, connections, goroutines)
}
