package main

import (
	"context"
	"fmt"
	"time"

	"example.com/metricsworkshop/internal/loadlimits"
)

// restTime is about how long a side takes beside its load: to start, to seed orders,
// and to come to rest, twice.
const restTime = 5 * time.Second

// playSides shows the leaky service under load, then the fixed one, and compares
// them. The error is nil only if the leak showed and the fix held.
func playSides(ctx context.Context, env *env, o *demoOptions) error {
	if err := checkConnections(o.target); err != nil {
		return err
	}
	leaky, err := sourceOf(o.sides[0])
	if err != nil {
		return err
	}
	fixed, err := sourceOf(o.sides[1])
	if err != nil {
		return err
	}
	takes := 2 * (loadlimits.Duration(o.rate, o.target) + restTime)
	fmt.Fprintf(env.Stderr, "leaky: %s\nfixed: %s\n"+
		"Each gets %d lookups a second that find a busy driver, as many as give the\n"+
		"leaky one %d goroutines. A round trip to the database takes %v longer.\n"+
		"Once all is built it takes about %.0f s.\n", leaky.name(), fixed.name(), o.rate, o.target, o.delay, takes.Seconds())
	if !labBuilt(env) {
		fmt.Fprintln(env.Stderr)
		showRecorded(env.Stderr)
	}

	s, err := newStage(env)
	if err != nil {
		return err
	}
	defer s.close()
	programs, err := s.build(ctx, leaky, fixed)
	if err != nil {
		return err
	}
	if err := s.open(ctx, o.stage()); err != nil {
		return err
	}
	r, err := s.play(ctx, side{label: "leaky", program: programs[0], rate: o.rate, target: o.target}, nil)
	if err != nil {
		return err
	}
	if _, err := s.play(ctx, side{label: "fixed", program: programs[1], rate: o.rate, hits: r.Sent}, nil); err != nil {
		return err
	}
	err = s.compare(ctx, o)
	if o.keep && ctx.Err() == nil && !s.backend.ended() {
		s.keepPage(ctx)
	}
	return err
}

// stage is what both services talk to.
func (o *demoOptions) stage() stageOptions {
	return stageOptions{dsn: o.dsn, delay: o.delay, pageAddr: o.pageAddr}
}

// keepPage keeps the lab with its page until ctx is done.
func (s *stage) keepPage(ctx context.Context) {
	fmt.Fprintf(s.env.Stderr, "\nThe page stays open: %s\nCtrl-C ends it.\n", s.backend.ready["page"])
	select {
	case <-ctx.Done():
	case <-s.backend.done:
	}
}
