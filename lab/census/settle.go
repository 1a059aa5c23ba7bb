package census

import (
	"context"
	"time"

	"example.com/metricsworkshop/lab/load"
)

const (
	// A service is at rest when so many readings in a row are alike. What it closes
	// it closes within milliseconds of an answer, and this is much longer.
	readEvery     = 50 * time.Millisecond
	alike         = 8
	settleTimeout = 15 * time.Second

	probeTimeout = 2 * time.Second // a service without a connection to spare answers after 5 s
)

// A prober sends small requests that need the database. Each makes the pool open a
// connection if it has none that is idle.
type prober struct {
	load      *load.Load
	exhausted bool // the pool had no connection to spare; it will have none later
}

// probe sends one, if there is any use in it, and reports whether it did. What the
// answer is does not matter: a service that does not answer is at rest, or never
// will be.
func (p *prober) probe(ctx context.Context) (sent bool) {
	if p.exhausted {
		return false
	}
	limited, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	p.load.Probe(limited)
	p.exhausted = limited.Err() != nil && ctx.Err() == nil
	return true
}

// settle reads until the readings stay the same, and returns the last one. It
// reports false if they never did, or ctx was done before.
func settle[T comparable](ctx context.Context, read func(context.Context) T) (last T, rested bool) {
	ctx, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	tick := time.NewTicker(readEvery)
	defer tick.Stop()
	last = read(ctx)
	for same := 1; same < alike; {
		select {
		case <-ctx.Done():
			return last, false
		case <-tick.C:
		}
		now := read(ctx)
		if now == last {
			same++
		} else {
			last, same = now, 1
		}
	}
	return last, ctx.Err() == nil
}
