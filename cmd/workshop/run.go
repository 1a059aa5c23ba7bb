package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

var runVerb = verb{
	name:    "run",
	args:    "STEP [flags]",
	summary: "build and start a step's service, with a database, and put load on it",
	details: `
Builds the service of a step as it is now and starts it with a database: the one
that -dsn names, or else a MySQL of its own, which is built the first time (about
a minute) and forgets everything when it stops. From step 2 on the service also
gets a StatsD server, and from step 3 on a stand-in for New Relic's collector,
unless STATSD_ADDR, NEW_RELIC_LICENSE_KEY or NEW_RELIC_COLLECTOR_URL is set.
Ctrl-C stops them all.

The lab's page shows what the service does. While the page of "lab" is open, run
uses that lab, unless -own-lab is given. With -watch, a file that is saved builds
and starts the service anew; in a terminal Enter does that, too.

With -rate, -for or -requests it puts load on the service: it makes some orders, sends calls
and lookups at a steady rate, and prints what came of them in a table. The service
goes on after that, until Ctrl-C.

STEP is a starter or a solution: 1, step01, step01-service, solutions/step01-service.`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		o := runOptions{flags: flags}
		o.registerAddr(env, flags)
		o.registerLab(env, flags)
		flags.IntVar(&o.maxOpen, "max-open", -1,
			"at most `n` connections to the database, 0 for no limit;\n-1 leaves it to ORDERS_MAX_OPEN and the step")
		flags.BoolVar(&o.ownLab, "own-lab", env.Getenv("WORKSHOP_OWN_LAB") != "",
			"start a lab of its own, though one runs already")
		o.service.register(env, flags)
		o.load.register(flags)
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		if err := o.load.check(flags); err != nil {
			return err
		}
		if o.dir, err = env.oneStep(rest); err != nil {
			return err
		}
		if err := o.service.check(flags, o.dir); err != nil {
			return err
		}
		o.step = rest[0]
		env = o.withoutLeftovers(env)
		if err := o.checkLab(env); err != nil {
			return err
		}
		if err := o.load.checkFor(o.dir.Step.Number, o.dsn); err != nil {
			return err
		}
		err = runStep(ctx, env, o)
		if errors.Is(err, context.Canceled) {
			return nil // Ctrl-C is how it ends
		}
		return err
	},
}

// runStep runs a step's service until ctx is done; the error is ctx's then.
// Whatever happens, it leaves no process and no file behind.
func runStep(ctx context.Context, env *env, o runOptions) error {
	screen := newLoadProgress(env.Stderr)
	backend, err := o.findLab(ctx, env, screen)
	if err != nil {
		return err
	}
	if backend != nil {
		defer backend.leave(env)
	} else if err := o.checkAddrs(env); err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "workshop-run-")
	if err != nil {
		return environmentErrorf("%w\nSee: go tool workshop doctor", err)
	}
	defer removeTemp(env, temp)

	// The service first: a line that does not compile should not cost the
	// minute that the database may take.
	flags, err := o.service.swap.goFlags(env, temp)
	if err != nil {
		return err
	}
	program, err := buildService(ctx, env, o.dir, temp, flags...)
	if err != nil {
		return err
	}
	if backend == nil {
		if backend, err = startBackend(ctx, env, o, screen); err != nil {
			return err
		}
		defer backend.leave(env)
	}
	s := &session{env: env, o: o, backend: backend, screen: screen, temp: temp, flags: flags, lasts: o.watch, enter: env.enterKey()}
	defer s.close()
	s.watch()
	defer backend.silence()
	if err := s.start(ctx, built{program: program}); err != nil {
		return err
	}
	return s.run(ctx)
}

// findLab returns the lab that runs already, if the run is to use it, and nil if it
// needs one of its own.
func (o *runOptions) findLab(ctx context.Context, env *env, screen *progress) (*backend, error) {
	if !o.ownLab {
		if b := attach(ctx, env, screen); b != nil {
			fmt.Fprintf(env.Stdout, "uses the lab that runs already: %s\n", b.ready["page"])
			err := errors.Join(o.checkAttached(b), checkTyped(o.servicePlaces()))
			if err != nil {
				b.leave(env)
				return nil, err
			}
			o.keepOwn(env, b)
			return b, nil
		}
	}
	o.pageAddr = orFree(o.pageAddr, givenFlags(o.flags)["page-addr"])
	return nil, nil
}

// removeTemp removes the folder of a run. On Windows a program's file stays
// locked for a moment after its end, the longer the more a virus scanner likes it.
func removeTemp(env *env, temp string) {
	var err error
	for began := time.Now(); time.Since(began) < 3*time.Second; time.Sleep(50 * time.Millisecond) {
		if err = os.RemoveAll(temp); err == nil {
			return
		}
	}
	fmt.Fprintf(env.Stderr, "%v: please remove %s\n", err, temp)
}
