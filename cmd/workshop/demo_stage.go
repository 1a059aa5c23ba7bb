package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

// A stage is where services are looked at, one after the other: a lab that is theirs
// alone, on ports that nobody else has.
type stage struct {
	env     *env
	temp    string // a folder that is gone after close
	screen  *progress
	options runOptions // of any service on it
	backend *backend   // nil before open
	extras  []*child   // what else was started, to end after the lab
}

// stageOptions say what the services on a stage talk to.
type stageOptions struct {
	dsn           string // empty for the workshop's own MySQL
	delay         time.Duration
	dbConnections int    // that the workshop's own MySQL has at most; 0 for no limit
	pageAddr      string // off for no page
}

// newStage returns a stage without a lab, on which programs can be built.
func newStage(env *env) (*stage, error) {
	temp, err := os.MkdirTemp("", "workshop-demo-")
	if err != nil {
		return nil, environmentErrorf("%w\nSee: go tool workshop doctor", err)
	}
	return &stage{env: env.alone(), temp: temp, screen: newDemoProgress(env.Stderr, env.Getenv)}, nil
}

// alone returns env for services that talk to nothing of the user's but a database
// that a flag names.
func (e *env) alone() *env {
	a := *e
	a.Getenv = func(name string) string {
		switch name {
		case "STATSD_ADDR", "NEW_RELIC_LICENSE_KEY", "NEW_RELIC_COLLECTOR_URL":
			return ""
		}
		return e.Getenv(name)
	}
	return &a
}

// build builds programs. A source that stands there twice is built once.
func (s *stage) build(ctx context.Context, sources ...source) ([]program, error) {
	var programs []program
	for i, from := range sources {
		if i > 0 && from.name() == sources[i-1].name() {
			programs = append(programs, programs[i-1])
			continue
		}
		p, err := from.build(ctx, s.env, s.temp)
		if err != nil {
			return nil, err
		}
		programs = append(programs, p)
	}
	return programs, nil
}

// open starts the lab, and says where its page is.
func (s *stage) open(ctx context.Context, o stageOptions) error {
	s.options = runOptions{
		addr:    freePort,
		dsn:     o.dsn,
		maxOpen: 0, // else the fix would not be the only difference: step 5 has a limit
		service: serviceOptions{
			debugAddr: freePort,
			variables: variables{"NEW_RELIC_LICENSE_KEY="}, // an account is for the user's own traffic
		},
		load:          loadOptions{wanted: true, delay: o.delay, dbConnections: o.dbConnections},
		dbAddr:        freePort,
		statsdAddr:    freePort,
		collectorAddr: freePort,
		pageAddr:      o.pageAddr,
		allSteps:      true,
	}
	var err error
	if s.backend, err = startBackend(ctx, s.env, s.options, s.screen); err != nil {
		return err
	}
	if url := s.backend.ready["page"]; url != "" {
		fmt.Fprintf(s.env.Stderr, "watch it on %s\n", url)
	}
	return nil
}

// close ends the lab and removes what was built.
func (s *stage) close() {
	if s.backend != nil {
		s.backend.silence()
		stopChild(s.env, s.backend.child, "the lab")
	}
	for _, extra := range s.extras {
		stopChild(s.env, extra, "the database")
	}
	removeTemp(s.env, s.temp)
}
