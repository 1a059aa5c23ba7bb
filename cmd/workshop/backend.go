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

// off is the address of what is not wanted.
const off = "off"

// The first steps that talk to StatsD and to New Relic.
const (
	firstStatsD   = 2
	firstNewRelic = 3
)

// A backend is what a service talks to: its database and, from the steps on that
// use them, a StatsD server and a collector for New Relic's agent. All that is
// not the user's own is one process, the lab.
type backend struct {
	*child // the lab's process; nil if there is a link
	*labOutput
	link  *link // to a lab that somebody else has started; nil for one of our own
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
	} else if o.allSteps {
		args = append(args, "-proxy", o.dbAddr)
	} else if o.load.wanted || o.load.delay > 0 || o.wantsPage() {
		args = append(args, "-proxy", freePort)
	}
	if o.wantsStatsD(env) {
		args = append(args, "-statsd", o.statsdAddr)
		if o.statsdForward != "" {
			args = append(args, "-statsd-forward", o.statsdForward)
		}
	} else if !o.has(firstStatsD) {
		args = append(args, "-no-statsd", fmt.Sprintf("(step %d sends them)", firstStatsD))
	} else {
		args = append(args, "-no-statsd", "(they go to STATSD_ADDR)")
	}
	if o.wantsCollector(env) {
		args = append(args, "-collector", o.collectorAddr)
	}
	if o.wantsPage() {
		args = append(args, "-page", o.pageAddr)
		if !o.wantsCollector(env) {
			args = append(args, "-no-collector", o.noCollector())
		}
	}
	if o.control {
		args = append(args, "-control")
	}
	return args
}

// has reports whether what comes with a step is of any use: for that step, a later
// one, or all of them.
func (o runOptions) has(step int) bool { return o.allSteps || o.dir.Step.Number >= step }

// wantsPage reports whether the lab has a page.
func (o runOptions) wantsPage() bool { return o.pageAddr != "" && o.pageAddr != off }

// wantsStatsD reports whether the service sends to StatsD, and the user has not
// said where.
func (o runOptions) wantsStatsD(env *env) bool {
	return o.has(firstStatsD) && env.Getenv("STATSD_ADDR") == ""
}

// wantsCollector reports whether the service has New Relic's agent, and the user
// has no account or collector for it.
func (o runOptions) wantsCollector(env *env) bool {
	return o.has(firstNewRelic) && env.Getenv("NEW_RELIC_LICENSE_KEY") == "" && env.Getenv("NEW_RELIC_COLLECTOR_URL") == ""
}

// noCollector is why there is no collector, for the reader of the page.
func (o runOptions) noCollector() string {
	if !o.has(firstNewRelic) {
		return fmt.Sprintf("(step %d brings its agent)", firstNewRelic)
	}
	return "(NEW_RELIC_LICENSE_KEY or NEW_RELIC_COLLECTOR_URL says where the agent reports)"
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

// hasPage reports whether the lab has a page, which shows what the service does.
func (b *backend) hasPage() bool { return b.ready["page"] != "" }

// shared reports whether others may use the lab, too.
func (b *backend) shared() bool { return b.ready["control"] != "" }

// variables are what any service has to be told of the backend, by their names.
func (b *backend) variables() map[string]string {
	variables := map[string]string{"ORDERS_DSN": b.dsn}
	for name, variable := range map[string]string{"statsd": "STATSD_ADDR", "collector": "NEW_RELIC_COLLECTOR_URL"} {
		if value := b.ready[name]; value != "" {
			variables[variable] = value
		}
	}
	return variables
}

// environment is what a service has to be told of the backend.
func (b *backend) environment() []string {
	var environment []string
	for name, value := range b.variables() {
		environment = append(environment, name+"="+value)
	}
	return environment
}
