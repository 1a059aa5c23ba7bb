package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"example.com/metricsworkshop/internal/lesson"
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

With -rate, -for or -requests it puts load on the service: it makes some orders, sends calls
and lookups at a steady rate, and prints what came of them in a table. The service
goes on after that, until Ctrl-C.

STEP is a starter or a solution: 1, step01, step01-service, solutions/step01-service.`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		o := runOptions{}
		flags.StringVar(&o.addr, "addr", cmp.Or(env.Getenv("ORDERS_ADDR"), "127.0.0.1:8080"),
			"where the service listens, as `host:port`; port 0 picks a free one")
		flags.StringVar(&o.dbAddr, "db-addr", cmp.Or(env.Getenv("WORKSHOP_DB_ADDR"), "127.0.0.1:13306"),
			"where the workshop's own MySQL listens, as `host:port`; port 0 picks a free one")
		flags.StringVar(&o.statsdAddr, "statsd-addr", cmp.Or(env.Getenv("WORKSHOP_STATSD_ADDR"), "127.0.0.1:8125"),
			"where the workshop's own StatsD server listens, as `host:port`")
		flags.StringVar(&o.collectorAddr, "collector-addr", cmp.Or(env.Getenv("WORKSHOP_COLLECTOR_ADDR"), "127.0.0.1:18080"),
			"where the stand-in for New Relic's collector listens, as `host:port`")
		flags.StringVar(&o.dsn, "dsn", "",
			"use your own MySQL or MariaDB, as `user:password@tcp(host:port)/database`\n(default is ORDERS_DSN if it is set)")
		flags.IntVar(&o.maxOpen, "max-open", -1,
			"at most `n` connections to the database, 0 for no limit;\n-1 leaves it to ORDERS_MAX_OPEN and the step")
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
		o.step, o.flags = rest[0], flags
		// Not the flag's default, which help prints: it may hold a password.
		o.dsn = cmp.Or(o.dsn, env.Getenv("ORDERS_DSN"))
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

type runOptions struct {
	step    string        // as typed
	flags   *flag.FlagSet // as typed
	dir     lesson.Dir
	addr    string
	dsn     string // empty for the workshop's own MySQL
	maxOpen int    // negative if not given
	service serviceOptions
	load    loadOptions

	// Where the parts of the lab listen.
	dbAddr, statsdAddr, collectorAddr string
}

// runStep runs a step's service until ctx is done; the error is ctx's then.
// Whatever happens, it leaves no process and no file behind.
func runStep(ctx context.Context, env *env, o runOptions) error {
	if err := o.checkAddrs(env); err != nil {
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
	screen := newLoadProgress(env.Stderr)
	backend, err := startBackend(ctx, env, o, screen)
	if err != nil {
		return err
	}
	defer stopChild(env, backend.child, "the lab")
	service, err := startService(env, o, program, backend, screen)
	if err != nil {
		return err
	}
	defer stopChild(env, service.child, service.name)
	defer backend.silence()
	return service.attend(ctx, env, backend)
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
