package recorder

import (
	"cmp"
	"context"
	"slices"
	"time"

	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/procmem"
)

// sampleAgainAndAgain samples until ctx is done.
func (r *Recorder) sampleAgainAndAgain(ctx context.Context) {
	ticker := time.NewTicker(r.options.Every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			r.sample(ctx, time.Now())
		}
	}
}

// sample puts the interval that ends now into the store. As Etsy's server does, it
// counts for as long as it was meant to be.
func (r *Recorder) sample(ctx context.Context, now time.Time) {
	o := r.options
	at := now.UnixMilli()
	sample := live.Sample{At: at}

	r.mu.Lock()
	r.figures.take(&sample, now, o.Every)
	tooMany := r.figures.warn()
	wires := append(r.bad.take(at, "that were refused"), r.lines.take(at, "lines")...)
	service := r.service
	r.mu.Unlock()
	slices.SortStableFunc(wires, func(a, b live.Wire) int { return cmp.Compare(a.At, b.At) })

	if o.Connections != nil {
		n := o.Connections()
		sample.Connections = &n
	}
	if o.Load != nil {
		sample.Load = o.Load()
	}
	if service.State == live.ServiceRunning {
		sample.Process = r.process(ctx, service)
	}
	o.Store.AddSample(sample)
	if tooMany {
		o.Store.AddMark(live.MarkService, tooManyNames)
	}

	if o.Collector != nil {
		segments, table := r.segments.news(o.Collector, at)
		wires = append(wires, segments...)
		if table != nil {
			o.Store.SetRows(table)
		}
	}
	if len(wires) > 0 {
		o.Store.AddWire(wires...)
	}
}

// rssTimeout is for the reading of one RSS, for which macOS starts a program.
const rssTimeout = 500 * time.Millisecond

// process returns what the service's process holds.
func (r *Recorder) process(ctx context.Context, service live.Service) *live.Process {
	ctx, cancel := context.WithTimeout(ctx, rssTimeout)
	defer cancel()
	p := &live.Process{PID: service.PID}
	if rss := procmem.ResidentSize(ctx, service.PID); rss > 0 { // 0 is that of one that has ended
		p.RSS = &rss
	}
	p.Heap, p.Stacks = r.debug.latest(service)
	return p
}
