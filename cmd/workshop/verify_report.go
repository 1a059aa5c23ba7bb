package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// leftOut is the error of a check that cannot be made here.
type leftOut struct{ reason string }

func (l leftOut) Error() string { return l.reason }

// report runs a check, counts it and prints its line. One that was interrupted
// has nothing to say.
func (v *verifier) report(ctx context.Context, c check) {
	began := time.Now()
	v.doing.Store(c.name)
	stopProgress := v.showProgress(ctx)
	note, err := c.run(ctx)
	stopProgress()
	if ctx.Err() != nil {
		return
	}
	seconds := time.Since(began).Seconds()
	if c.took != nil {
		seconds = c.took.Seconds()
	}
	var out leftOut
	switch {
	case errors.As(err, &out):
		v.leftOut++
		fmt.Fprintf(v.Stdout, "left out  %s: %s\n", c.name, out.reason)
	case err != nil:
		v.failed++
		fmt.Fprintf(v.Stdout, "FAIL      %s (%.1f s)\n%s\n", c.name, seconds, indent(err.Error()))
	default:
		v.passed++
		if note != "" {
			note = ": " + note
		}
		fmt.Fprintf(v.Stdout, "ok        %s (%.1f s)%s\n", c.name, seconds, note)
	}
}

// showProgress shows what v is doing, until the function it returns is called:
// some checks take a minute. It is for a terminal only; a log needs no more than
// the line that each check has.
func (v *verifier) showProgress(ctx context.Context) (stop func()) {
	if !isTerminal(v.Stderr) {
		return func() {}
	}
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		progress := newProgress(v.Stderr)
		redraw := time.NewTicker(redrawEvery)
		defer redraw.Stop()
		for {
			select {
			case <-redraw.C:
				progress.show(fmt.Sprintf("%s (%s)", v.doing.Load(), progress.elapsed()))
			case <-quit:
				progress.clear()
				return
			case <-ctx.Done():
				fmt.Fprintln(v.Stderr) // the terminal has put ^C into the line
				return
			}
		}
	}()
	return func() { close(quit); <-ended }
}
