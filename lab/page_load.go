package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/load"
)

// A pageLoad is the load that the page starts, shapes and stops. It goes on while the
// service is started again, so that the page shows what that does.
type pageLoad struct {
	turns *turns
	rest  func(context.Context, *load.Load) // waits until the service is at rest after a load
	grace time.Duration                     // how long it waits for a service that has gone

	closing context.Context // done when the lab ends
	closed  context.CancelFunc
	running sync.WaitGroup

	mu     sync.Mutex
	turn   *turn              // nil while there is none
	next   *live.LoadRequest  // what it is to become
	cut    context.CancelFunc // ends what it is now
	why    string             // it was ended; "" if somebody wanted that
	gone   *time.Timer        // nil while the service is there
	budget budget
}

func newPageLoad(t *turns, rest func(context.Context, *load.Load)) *pageLoad {
	p := &pageLoad{turns: t, rest: rest, grace: serviceGrace}
	p.closing, p.closed = context.WithCancel(context.Background())
	return p
}

// close ends the load at once, and waits for it.
func (p *pageLoad) close() {
	p.closed()
	p.end("")
	p.running.Wait()
}

// start starts the load on the service, or shapes the one that runs.
func (p *pageLoad) start(service live.Service, r live.LoadRequest) error {
	if service.State != live.ServiceRunning {
		return conflict("no service runs that could have load: start one first")
	}
	if err := checkRequest(service.URL, r); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.budget.of(instance{service.URL, service.PID})
	if err := p.budget.check(r); err != nil {
		return err
	}
	switch {
	case p.turn == nil:
		if p.turn = p.turns.begin(ownerPage); p.turn == nil {
			return conflict("the terminal has a load or a measurement under way: wait until it is over, or stop it")
		}
		p.why, p.cut = "", func() {}
		p.running.Go(p.run)
	case p.turn.until.Err() != nil:
		return conflict("the load is about to end: try again in a moment")
	}
	p.next = &r
	p.turn.ending()
	p.cut()
	return nil
}

// run runs the load, in one shape after the other, until nobody wants another one.
func (p *pageLoad) run() {
	note := ""
	for {
		ctx, r := p.shape(note)
		if ctx == nil {
			return
		}
		note = p.send(ctx, r)
	}
}

// shape returns what the load is to be next, and a context that is done when it is to
// be something else. If there is nothing it ends the turn, with a note on what was,
// and the context is nil.
func (p *pageLoad) shape(note string) (context.Context, live.LoadRequest) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next == nil || p.turn.until.Err() != nil {
		if p.why != "" {
			note = p.why
		}
		p.turn.end(note)
		p.turn, p.next = nil, nil
		p.stopWaiting()
		return nil, live.LoadRequest{}
	}
	r := *p.next
	p.next = nil
	p.turn.is(r)
	ctx, cut := context.WithCancel(p.turn.until)
	p.cut = cut
	return ctx, r
}

// send seeds, if that is needed, and sends the load, until ctx is done. It returns what
// is to be known of it.
func (p *pageLoad) send(ctx context.Context, r live.LoadRequest) (note string) {
	defer p.cut()
	l, err := p.load(ctx, r)
	switch {
	case ctx.Err() != nil:
		return ""
	case err != nil:
		return "the load did not run: " + err.Error()
	}
	defer context.AfterFunc(p.closing, l.Abandon)()
	p.mu.Lock()
	p.budget.begin(l)
	p.mu.Unlock()
	p.turn.begins(l)
	report := l.Run(ctx)
	p.mu.Lock()
	p.budget.end()
	p.mu.Unlock()
	p.settle(l)
	if report.Trouble != "" {
		return "the first request without an answer: " + report.Trouble
	}
	return ""
}

// load returns a load on the orders that the service has from the one before, or
// makes them.
func (p *pageLoad) load(ctx context.Context, r live.LoadRequest) (*load.Load, error) {
	p.mu.Lock()
	seeded, url := p.budget.seeded, p.budget.instance.url
	p.mu.Unlock()
	if seeded != nil {
		return seeded.Again(options(url, r))
	}
	l, err := load.New(options(url, r))
	if err != nil {
		return nil, err
	}
	p.turn.show(live.LoadSeeding, "")
	if err := l.Seed(ctx); err != nil {
		return nil, errors.New("seed orders: " + err.Error() + ". It needs a service whose five calls work")
	}
	return l, nil
}
