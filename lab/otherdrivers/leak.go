package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

// leaks is how many row sets are forgotten at a time.
const leaks = 20

// A pool is where rows come from: database/sql's, or a driver's own.
type pool interface {
	ping(ctx context.Context) error
	// first asks, and reads the first of several rows.
	first(ctx context.Context, query string) (closeRows func(), err error)
	inUse() int
	close()
}

// A subject is a driver, and a query that has more than one row.
type subject struct {
	name, query string
	open        func(ctx context.Context) (pool, error)
	held        func(ctx context.Context) (string, error) // what others notice of the open rows
}

// A finding is what forgotten rows left behind.
type finding struct {
	subject    string
	cancelable bool           // the context of the query
	inUse      int            // connections
	stacks     map[string]int // the goroutines that came, by the function each began with
	held       string
	healed     int // the connections still in use when the context is cancelled
}

// leak forgets rows, looks, and closes them then.
func (s subject) leak(ctx context.Context, cancelable bool) (finding, error) {
	f := finding{subject: s.name, cancelable: cancelable}
	p, err := s.open(ctx)
	if err != nil {
		return f, err
	}
	defer p.close()
	if err := p.ping(ctx); err != nil { // starts what a pool starts once
		return f, err
	}
	queryCtx, cancel := context.Background(), func() {}
	if cancelable {
		queryCtx, cancel = context.WithCancel(ctx)
	}
	defer cancel()

	before := goroutines()
	for range leaks {
		closeRows, err := p.first(queryCtx, s.query)
		if err != nil {
			return f, err
		}
		defer closeRows()
	}
	f.stacks, f.inUse = settled(before), p.inUse()
	if f.held, err = s.held(ctx); err != nil {
		return f, fmt.Errorf("look at what is held: %w", err)
	}
	cancel()
	f.healed = settledInUse(p, cancelable)
	return f, nil
}

// settled returns the goroutines that are there now and were not before, when three
// looks in a row have found the same.
func settled(before map[string]int) map[string]int {
	var last map[string]int
	for alike := 0; alike < 3; time.Sleep(20 * time.Millisecond) {
		now := goroutines()
		for began, n := range before {
			now[began] -= n
		}
		maps.DeleteFunc(now, func(_ string, n int) bool { return n <= 0 })
		if alike++; last == nil || !maps.Equal(now, last) {
			alike = 0
		}
		last = now
	}
	return last
}

// settledInUse returns how many connections are in use: after a cancellation, when
// that has closed the rows, or after a second.
func settledInUse(p pool, cancelled bool) int {
	for deadline := time.Now().Add(time.Second); cancelled && p.inUse() > 0 && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	return p.inUse()
}

// sortedStacks are the functions in the order of their names.
func (f finding) sortedStacks() []string { return slices.Sorted(maps.Keys(f.stacks)) }
