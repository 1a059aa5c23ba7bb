package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// checkAll checks targets one after another, and prints each as it is done if it may.
func (c *checker) checkAll(ctx context.Context, targets []target, print bool) ([]stepCheck, error) {
	var results []stepCheck
	for i, t := range targets {
		what := "testing " + t.Path()
		if len(targets) > 1 {
			what = fmt.Sprintf("%s, step %d of %d", what, i+1, len(targets))
		}
		result, err := c.withProgress(ctx, t, what, patience)
		if err != nil {
			return nil, err
		}
		if err := c.remember(result, true); err != nil {
			fmt.Fprintf(c.Stderr, "what the tests said is not remembered: %v\n", err)
		}
		if print {
			if i > 0 {
				fmt.Fprintln(c.Stdout)
			}
			c.printBoard(c.Stdout, result)
		}
		results = append(results, result)
	}
	return results, nil
}

// withProgress checks a target, and says that it is at it if that takes long, as it
// does when nothing is built yet.
func (c *checker) withProgress(ctx context.Context, t target, what string, patience time.Duration) (stepCheck, error) {
	p := newProgress(c.Stderr)
	p.patience = patience
	ticks := time.NewTicker(redrawEvery)
	defer ticks.Stop()
	type outcome struct {
		result stepCheck
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		defer c.keys.giveBackOnPanic()
		result, err := c.check(ctx, t)
		done <- outcome{result, err}
	}()
	for {
		select {
		case <-ticks.C:
			p.show(fmt.Sprintf("%s, %s; the first time everything is built", what, p.elapsed()))
		case o := <-done:
			p.clear()
			return o.result, o.err
		}
	}
}

func allOK(results []stepCheck) bool {
	for _, r := range results {
		if !r.ok() {
			return false
		}
	}
	return true
}

// useRace has the tests run with the race detector, or says why they do not.
func (c *checker) useRace(ctx context.Context) {
	var why string
	if c.race, why = canRace(ctx, c.env); !c.race {
		_, why, _ = strings.Cut(why, ": ")
		fmt.Fprintf(c.Stderr, "-race skipped: %s. All steps work without it.\n", why)
	}
}
