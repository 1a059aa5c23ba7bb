package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// backendStart is how long the lab may take to start; it is well below a second
// on an idle machine.
const backendStart = time.Minute

// The first steps that talk to StatsD and to New Relic.
const (
	firstStatsD   = 2
	firstNewRelic = 3
)

// A backend is what a service talks to: its database and, from the steps on that
// use them, a StatsD server and a collector for New Relic's agent. All that is
// not the user's own is one process, the lab.
type backend struct {
	*child
	*labOutput
	dsn   string
	shown string // the database, for the reader, without a password
}

// startBackend makes ready what the service of a run talks to.
func startBackend(ctx context.Context, env *env, o runOptions, screen *progress) (*backend, error) {
	lab, err := buildLab(ctx, env)
	if err != nil {
		return nil, err
	}
	b := &backend{
		labOutput: newLabOutput(env.Stdout, screen),
		dsn:       o.dsn,
		shown:     "MySQL in memory: everything in it is gone when it stops",
	}
	if o.dsn != "" {
		if b.shown, err = prepareDatabase(ctx, env, lab, o.dsn); err != nil {
			return nil, err
		}
	}
	cmd := exec.Command(lab, o.serveArgs(env)...)
	cmd.Env = append(os.Environ(), "ORDERS_DSN="+o.dsn) // not an argument: everybody may read a command line
	cmd.Stdout = b.labOutput
	cmd.Stderr = screen.above(env.Stderr)
	if b.child, err = startFed(cmd); err != nil {
		return nil, environmentErrorf("start the lab: %w", err)
	}
	if err := b.wait(ctx, env); err != nil {
		return nil, err
	}
	if dsn := b.ready["database"]; dsn != "" {
		b.dsn = dsn
	}
	if o.load.dbConnections > 0 {
		b.shown += fmt.Sprintf("\nIt takes %d connections, and refuses more with error 1040", o.load.dbConnections)
	}
	if o.load.delay > 0 {
		b.shown += fmt.Sprintf("\nA round trip to it takes %v longer than it would", o.load.delay)
	}
	return b, nil
}

// serveArgs are the lab's arguments: what the service needs and the user has not.
func (o runOptions) serveArgs(env *env) []string {
	args := []string{"serve", "-delay", o.load.delay.String()}
	if o.dsn == "" {
		args = append(args, "-mysql", o.dbAddr)
		if o.load.dbConnections > 0 {
			args = append(args, "-mysql-connections", strconv.Itoa(o.load.dbConnections))
		}
	} else if o.load.wanted || o.load.delay > 0 {
		args = append(args, "-proxy", freePort)
	}
	if o.wantsStatsD(env) {
		args = append(args, "-statsd", o.statsdAddr)
	} else if o.dir.Step.Number < firstStatsD {
		args = append(args, "-no-statsd", fmt.Sprintf("(step %d sends them)", firstStatsD))
	} else {
		args = append(args, "-no-statsd", "(they go to STATSD_ADDR)")
	}
	if o.wantsCollector(env) {
		args = append(args, "-collector", o.collectorAddr)
	}
	return args
}

// wantsStatsD reports whether the service sends to StatsD, and the user has not
// said where.
func (o runOptions) wantsStatsD(env *env) bool {
	return o.dir.Step.Number >= firstStatsD && env.Getenv("STATSD_ADDR") == ""
}

// wantsCollector reports whether the service has New Relic's agent, and the user
// has no account or collector for it.
func (o runOptions) wantsCollector(env *env) bool {
	return o.dir.Step.Number >= firstNewRelic && env.Getenv("NEW_RELIC_LICENSE_KEY") == "" && env.Getenv("NEW_RELIC_COLLECTOR_URL") == ""
}

// wait waits until all of the lab is ready.
func (b *backend) wait(ctx context.Context, env *env) error {
	select {
	case <-b.serving:
		return nil
	case <-b.child.done:
		return environmentErrorf("the lab did not start, %s: its own words are above\n"+
			"If they do not help: go tool workshop doctor", b.cmd.ProcessState)
	case <-time.After(backendStart):
		b.stop(stopGrace, env.Hurry)
		return environmentErrorf("the lab was not ready after %v\nThis machine may be too busy: try again.", backendStart)
	case <-ctx.Done():
		b.stop(stopGrace, env.Hurry)
		return ctx.Err()
	}
}

// environment is what the service has to be told of the backend.
func (b *backend) environment() []string {
	environment := []string{"ORDERS_DSN=" + b.dsn}
	for name, variable := range map[string]string{"statsd": "STATSD_ADDR", "collector": "NEW_RELIC_COLLECTOR_URL"} {
		if value := b.ready[name]; value != "" {
			environment = append(environment, variable+"="+value)
		}
	}
	return environment
}
