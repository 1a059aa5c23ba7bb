package main

import (
	"context"
	"time"

	"example.com/metricsworkshop/lab/bench"
	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/load"
)

// serviceGrace is how long a service may take to come back.
const serviceGrace = 10 * time.Second

// settle waits until the service is at rest after the load l, so that the page's last
// figures are those of a service that has nothing to do. It does not if the load is to
// become another one, and stops waiting if that is asked for meanwhile.
func (p *pageLoad) settle(l *load.Load) {
	ctx, cancel := context.WithCancel(p.closing)
	defer cancel()
	p.mu.Lock()
	more := p.next != nil
	p.cut = cancel
	p.mu.Unlock()
	if more {
		return
	}
	p.turn.phase(bench.RestAfter, l)
	defer p.turn.keepCalm(false)
	p.rest(ctx, l)
}

// end ends the load, if there is one. why says so to the reader, unless it is "".
func (p *pageLoad) end(why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.endNow(why)
}

// endNow is end for whoever has locked p.
func (p *pageLoad) endNow(why string) {
	if p.turn == nil {
		return
	}
	p.why, p.next = why, nil
	p.turn.ending()
	p.turn.stop()
}

// follow hears what the service is now. A load whose service does not come back, or
// comes back elsewhere, ends.
func (p *pageLoad) follow(s live.Service) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.turn == nil:
	case s.State == live.ServiceRunning && s.URL != p.budget.instance.url:
		p.endNow("the service is at another address now: start the load again")
	case s.State == live.ServiceRunning, s.State == live.ServiceStarting, s.State == live.ServiceBuilding:
		p.stopWaiting()
	case p.gone == nil:
		p.wait()
	}
}

// wait ends the load soon, unless stopWaiting is called, for whoever has locked p.
func (p *pageLoad) wait() {
	var timer *time.Timer
	timer = time.AfterFunc(p.grace, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.gone == timer {
			p.endNow("the service has gone: start it, and then the load again")
		}
	})
	p.gone = timer
}

// stopWaiting is for whoever has locked p.
func (p *pageLoad) stopWaiting() {
	if p.gone != nil {
		p.gone.Stop()
		p.gone = nil
	}
}
