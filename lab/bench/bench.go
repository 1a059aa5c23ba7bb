// Package bench puts load on a service and looks at what the load does to it: how
// many goroutines the service has, and how many connections its database, before
// the load, under it and at rest afterwards.
package bench

import (
	"context"
	"fmt"

	"example.com/metricsworkshop/lab/load"
)

// Options say what load to put on a service, and where to look.
type Options struct {
	Load        load.Options
	Connections func() int   // how many the service has to its database
	Gauges      *Gauges      // those that the service sends; nil if they go elsewhere
	Progress    func(string) // is told a few times a second how far the load is
}

// A Report is what came of a load and what it did.
type Report struct {
	Load        *load.Report
	Connections Figures
	Goroutines  Figures
	Key         string // of the gauge that Goroutines is, "" if the service sent none
	Restless    bool   // the figures at rest were still changing when the wait for it was over
}

// Figures are three readings of one thing; Unknown is one that was not to be had.
// The peak of the goroutines is that of all gauges: each has the same number.
type Figures struct{ Before, Peak, AtRest int }

// Unknown stands for a figure that is not known.
const Unknown = -1

// Run seeds, loads and waits until the service is at rest again. It returns an
// error if the service cannot be seeded, or ctx is done before the end; requests
// that fail under load are in the report.
func Run(ctx context.Context, o Options) (*Report, error) {
	l, err := load.New(o.Load)
	if err != nil {
		return nil, err
	}
	if o.Gauges == nil {
		o.Gauges = &Gauges{} // nothing comes
	}
	b := &bench{Options: o, load: l}
	o.Progress("seeding orders")
	if err := l.Seed(ctx); err != nil {
		return nil, fmt.Errorf("seed orders: %w\nIt needs a service whose five calls work", err)
	}

	o.Progress("waiting until the service is at rest")
	before := b.settle(ctx)

	stopWatching := b.watch()
	r := &Report{Load: l.Run(ctx)}
	peak := stopWatching()

	o.Progress("all is answered; waiting until the service is at rest")
	after := b.settle(ctx)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	r.Restless = !after.rested
	r.Connections = Figures{before.connections, max(peak, before.connections, after.connections), after.connections}
	r.Key = busiest(after.gauges)
	r.Goroutines = Figures{Unknown, Unknown, Unknown}
	if g, ok := before.gauges[r.Key]; ok {
		r.Goroutines.Before = int(g.least)
	}
	if g, ok := after.gauges[r.Key]; ok {
		r.Goroutines.Peak = int(max(most(before.gauges), most(after.earlier), most(after.gauges)))
		r.Goroutines.AtRest = int(g.least)
	}
	return r, nil
}
