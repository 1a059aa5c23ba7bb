package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

// A measured service is ready to be measured.
type measured struct {
	pid       int
	addr      string // where it serves
	debugAddr string // where its profiles are; "" if they are not wanted
}

// measureStep starts the service of a step and its database as run does, has the
// lab do what command says, and ends all of it. What is measured is printed; of
// what the service logs, only what is no mere information, and that to stderr.
func measureStep(ctx context.Context, env *env, o runOptions, command func(measured) string) error {
	err := startAndMeasure(ctx, env, o, command)
	if errors.Is(err, context.Canceled) {
		return errors.New("stopped before there was anything to print")
	}
	return err
}

func startAndMeasure(ctx context.Context, env *env, o runOptions, command func(measured) string) error {
	temp, err := os.MkdirTemp("", "workshop-measure-")
	if err != nil {
		return environmentErrorf("%w\nSee: go tool workshop doctor", err)
	}
	defer removeTemp(env, temp)
	program, err := buildService(ctx, env, o.dir, temp)
	if err != nil {
		return err
	}

	screen := newLoadProgress(env.Stderr)
	backend, err := startBackend(ctx, env.undisturbed(), o, screen)
	if err != nil {
		return err
	}
	defer stopChild(env, backend.child, "the lab")
	service, err := startService(env.withoutInfo(), o, program, backend, screen)
	if err != nil {
		return err
	}
	defer stopChild(env, service.child, service.name)
	defer backend.silence()
	return service.measure(ctx, env, o, backend, command)
}

// measureOptions are those of a service that nobody but the lab talks to, on ports
// that the system picks.
func measureOptions(dir lesson.Dir, dsn string, v variables) runOptions {
	return runOptions{
		dir:     dir,
		addr:    freePort,
		dsn:     dsn,
		maxOpen: -1,
		service: serviceOptions{
			debugAddr: freePort,
			// An agent has goroutines and memory of its own, and they come and go.
			variables: append(v, "NEW_RELIC_LICENSE_KEY=", "NEW_RELIC_COLLECTOR_URL="),
		},
		load:       loadOptions{wanted: true}, // so that the lab counts the connections to the user's database, too
		dbAddr:     freePort,
		statsdAddr: freePort,
	}
}

// undisturbed returns env as it is for a measurement: the gauges come to the lab,
// which counts with them, and there is no collector.
func (e *env) undisturbed() *env {
	u := *e
	u.Getenv = func(name string) string {
		switch name {
		case "STATSD_ADDR":
			return ""
		case "NEW_RELIC_COLLECTOR_URL":
			return "none"
		}
		return e.Getenv(name)
	}
	return &u
}

// measure waits until the service listens, has the lab measure, and returns when
// that is over, ctx is done, or the service or the lab has ended.
func (s *service) measure(ctx context.Context, env *env, o runOptions, b *backend, command func(measured) string) error {
	m := measured{pid: s.cmd.Process.Pid}
	slow := time.After(10 * time.Second)
	for {
		select {
		case addr := <-s.listening:
			m.addr = dialable(addr)
		case addr := <-s.debugging:
			m.debugAddr = dialable(addr)
		case <-b.loaded:
			return nil
		case <-slow:
			fmt.Fprintf(env.Stderr, "%s has not logged yet where it and its debug listener are (msg=listening addr=...); Ctrl-C stops it\n", s.name)
		case <-ctx.Done():
			b.silence()
			fmt.Fprintln(env.Stderr, "\nstopping; a second Ctrl-C does not wait for the requests under way")
			return ctx.Err()
		case <-s.done:
			return fmt.Errorf("%s ended by itself, %s: its last words are above", s.name, s.cmd.ProcessState)
		case <-b.done:
			return fmt.Errorf("nothing was measured: the lab ended, %s, and its last words are above", b.cmd.ProcessState)
		}
		if m.addr == "" || o.wantsDebug() && m.debugAddr == "" || slow == nil {
			continue
		}
		slow = nil // and told
		// The lab cannot be told if it has ended, which is the next case then.
		b.tell(command(m))
	}
}
