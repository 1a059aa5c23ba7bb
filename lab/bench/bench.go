// Package bench puts load on a service and looks at what the load does to it: how
// many goroutines the service has, and how many connections its database, before
// the load, under it and at rest afterwards.
package bench

import (
	"context"
	"errors"
	"fmt"

	"example.com/metricsworkshop/lab/load"
)

// Options say what load to put on a service, and where to look.
type Options struct {
	Load        load.Options
	Connections func() int   // how many the service has to its database
	Gauges      *Gauges      // those that the service sends; nil if they go elsewhere
	Progress    func(string) // is told a few times a second how far the load is

	// Until, if not nil, is done when the load shall end before its time. What came
	// of it until then is reported.
	Until context.Context

	// Phase, if not nil, is told when each phase begins, and of the load from Running
	// on. It must return soon.
	Phase func(Phase, *load.Load)
}

// A Phase is what is done with the service.
type Phase int

// The phases, in their order. Counts are taken while it comes to rest, and whoever
// asks the service for anything then disturbs them.
const (
	Seeding    Phase = iota // orders are made
	RestBefore              // it comes to rest before the load
	Running                 // it has load
	RestAfter               // it comes to rest after the load
)

// ErrStopped says that the end came before the load had begun.
var ErrStopped = errors.New("it was stopped before its first request")

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
	b, err := prepare(o)
	if err != nil {
		return nil, err
	}
	before, err := b.seed(ctx)
	if err != nil {
		return nil, err
	}
	b.line = b.progress
	return b.run(ctx, before)
}

// prepare returns a bench of the options that has done nothing yet.
func prepare(o Options) (*bench, error) {
	l, err := load.New(o.Load)
	if err != nil {
		return nil, err
	}
	if o.Gauges == nil {
		o.Gauges = &Gauges{} // nothing comes
	}
	if o.Until == nil {
		o.Until = context.Background()
	}
	if o.Phase == nil {
		o.Phase = func(Phase, *load.Load) {}
	}
	return &bench{Options: o, load: l}, nil
}

// seed makes the orders and waits until the service is at rest.
func (b *bench) seed(ctx context.Context) (rest, error) {
	begin, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(b.Until, cancel)()
	b.Phase(Seeding, nil)
	b.Progress("seeding orders")
	err := b.load.Seed(begin)
	before := rest{}
	if err == nil {
		b.Phase(RestBefore, nil)
		b.Progress("waiting until the service is at rest")
		before = b.settle(begin)
	}
	switch {
	case ctx.Err() != nil:
		return rest{}, ctx.Err()
	case begin.Err() != nil:
		return rest{}, ErrStopped
	case err != nil:
		return rest{}, fmt.Errorf("seed orders: %w\nIt needs a service whose five calls work", err)
	}
	return before, nil
}

// run loads the service, waits until it is at rest and reports.
func (b *bench) run(ctx context.Context, before rest) (*Report, error) {
	sending, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(b.Until, cancel)()
	defer context.AfterFunc(ctx, b.load.Abandon)() // nobody waits for the answers then

	b.Phase(Running, b.load)
	stopWatching := b.watch()
	r := &Report{Load: b.load.Run(sending)}
	peak := stopWatching()

	b.Phase(RestAfter, b.load)
	b.Progress("all is answered; waiting until the service is at rest")
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
