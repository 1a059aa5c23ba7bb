package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A buildError is a build that failed.
type buildError struct {
	output string // the compiler's, which has been printed
	advice string // what the user is told instead; "" for nothing more
}

func (e *buildError) Error() string { return cmp.Or(e.advice, "the build failed") }

// A build is one run of "go build", with its progress shown.
type build struct {
	what string   // for the reader: "the lab"
	note string   // what to expect: "the first time takes about a minute"
	dir  string   // where go runs; "" is the working directory
	temp string   // a folder of the caller's, for what go leaves behind when it is stopped
	env  []string // on top of our own
	args []string // after "go build"
	list []string // after "go list": the flags that decide what is compiled, and the package
}

// goBuild builds. It prints nothing if that is quick, and the compiler's output
// as it is if that fails; the error is a *buildError then.
func goBuild(ctx context.Context, env *env, b build) error {
	progress := newProgress(env.Stderr)
	output := &buildOutput{}
	b.env = append(slices.Clone(b.env), "GOTMPDIR="+b.temp)
	cmd := goCmd(b.dir, b.env, append([]string{"build", "-v"}, b.args...)...)
	cmd.Stdout, cmd.Stderr = output, output
	child, err := startGo(cmd)
	if err != nil {
		return err
	}
	listed, stopList := countStale(ctx, env, b)
	defer stopList()

	redraw := time.NewTicker(redrawEvery)
	defer redraw.Stop()
	total := -1 // not known yet
	for {
		select {
		case total = <-listed:
		case <-redraw.C:
			progress.show(fmt.Sprintf("building %s%s: %s", b.what, b.note, output.progress(total)))
		case <-ctx.Done():
			child.stop(goGrace, env.Hurry)
			fmt.Fprintln(env.Stderr, "\nstopped")
			return ctx.Err()
		case <-child.done:
			if child.err != nil {
				progress.clear()
				fmt.Fprint(env.Stderr, output.rest())
				return &buildError{output: output.rest()}
			}
			progress.done("built " + b.what)
			return nil
		}
	}
}

// countStale counts the packages that the build has to compile, which takes a
// moment, and sends the number. The function it returns ends that early.
func countStale(ctx context.Context, env *env, b build) (<-chan int, func()) {
	ctx, cancel := context.WithCancel(ctx)
	listed := make(chan int, 1) // room for one, so that the goroutine always ends
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		args := append([]string{"list", "-deps", "-f", "{{if .Stale}}stale{{end}}"}, b.list...)
		if out, err := goOutput(ctx, env, b.dir, b.env, args...); err == nil {
			listed <- strings.Count(out, "stale") - 1 // the program itself always is
		}
	}()
	return listed, func() { cancel(); <-ended }
}
