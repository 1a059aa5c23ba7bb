package main

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// workers is how many runs of the go command are under way at once. Each is mostly
// a compilation and a link, which keep one processor busy.
func workers() int { return runtime.NumCPU() }

// start begins jobs in their order, atOnce of them at a time, and does not wait for
// them; close does.
func (v *verifier) start(atOnce int, jobs []func()) {
	v.started.Go(func() {
		var running sync.WaitGroup
		slots := make(chan struct{}, atOnce)
		for _, job := range jobs {
			slots <- struct{}{}
			running.Go(func() {
				job()
				<-slots
			})
		}
		running.Wait()
	})
}

// ahead returns checks with the same results as those of some lanes, and a function
// that starts these: atOnce lanes at a time, each one check after another. So does
// the first check that is asked for its result.
func (v *verifier) ahead(atOnce int, lanes ...[]check) (waiting []check, start func(context.Context)) {
	var (
		jobs []func(context.Context)
		once sync.Once
	)
	start = func(ctx context.Context) {
		once.Do(func() {
			bound := make([]func(), len(jobs))
			for i, job := range jobs {
				bound[i] = func() { job(ctx) }
			}
			v.start(atOnce, bound)
		})
	}
	for _, lane := range lanes {
		results := make([]result, len(lane))
		for i, c := range lane {
			results[i].done = make(chan struct{})
			waiting = append(waiting, check{name: c.name, took: &results[i].took, run: func(ctx context.Context) (string, error) {
				start(ctx)
				<-results[i].done
				return results[i].note, results[i].err
			}})
		}
		jobs = append(jobs, func(ctx context.Context) {
			for i, c := range lane {
				if v.only.MatchString(c.name) && ctx.Err() == nil {
					began := time.Now()
					results[i].note, results[i].err = c.run(ctx)
					results[i].took = time.Since(began)
				}
				close(results[i].done)
			}
		})
	}
	return waiting, start
}

// A result is that of a check, from when done is closed.
type result struct {
	done chan struct{}
	note string
	err  error
	took time.Duration
}

// alone returns a lane for each check.
func alone(checks []check) [][]check {
	lanes := make([][]check, len(checks))
	for i, c := range checks {
		lanes[i] = []check{c}
	}
	return lanes
}
