package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"
)

// blindTest is a test of solutions/4 that has goleak look after DriverBusy was asked
// over sqlmock for a busy driver.
const blindTest = "TestLookups"

var goleakScene = scene{
	name:    "goleak",
	summary: "goleak is green, and it leaks",
	intro: fmt.Sprintf("The test of solutions/4 that has goleak watch DriverBusy, over sqlmock; then\n"+
		"the same service with %d hits, over a database. Both as shipped.", sceneHits),
	takes:       8 * time.Second,
	connections: sceneHits,
	play:        playGoleak,
}

func playGoleak(ctx context.Context, s *stage, o *demoOptions) (line string, seen bool, err error) {
	from, err := shippedSource(solution(4))
	if err != nil {
		return "", false, err
	}
	green, err := s.test(ctx, from, blindTest)
	if err != nil {
		return "", false, err
	}
	r, err := s.playOne(ctx, o, from, side{label: "leaky", rate: sceneHits, hits: sceneHits}, nil)
	if err != nil {
		return "", false, err
	}
	line, seen = judgeGoleak(green, r)
	return line, seen, nil
}

// judgeGoleak says what was seen of a test and of the hits behind it.
func judgeGoleak(green bool, r sideResult) (line string, seen bool) {
	colour := "green"
	if !green {
		colour = "red"
	}
	return fmt.Sprintf("goleak is %s over DriverBusy (%s, with sqlmock); %d hits over a database leave %d goroutines (%d to %d) and %d connections (%d to %d)",
		colour, blindTest, r.Good, r.goroutines(), r.GoroutinesBefore, r.GoroutinesAfter,
		r.connections(), r.ConnectionsBefore, r.ConnectionsAfter), green && r.leaked(sceneHits)
}

// leaked reports whether each of so many hits left a goroutine and a connection.
func (r sideResult) leaked(hits int) bool {
	return r.Good == hits && r.goroutines() == hits && r.connections() == hits && !r.Restless
}

// playOne builds a program, opens the stage for it, and plays a side of it.
func (s *stage) playOne(ctx context.Context, o *demoOptions, from source, side side, after func(measured) error) (sideResult, error) {
	programs, err := s.build(ctx, from)
	if err != nil {
		return sideResult{}, err
	}
	if err := s.open(ctx, stageOptions{dsn: o.dsn, pageAddr: o.pageAddr}); err != nil {
		return sideResult{}, err
	}
	side.program = programs[0]
	return s.play(ctx, side, after)
}

// test runs one test of a source, prints what it says, and reports whether it passes. A
// test that does not run is an error.
func (s *stage) test(ctx context.Context, from source, name string) (passed bool, err error) {
	flags, err := from.swap.goFlags(s.env, s.temp)
	if err != nil {
		return false, err
	}
	args := append([]string{"test", "-count=1", "-v", "-run=^" + name + "$"}, flags...)
	cmd := goCmd(s.env.Root, []string{"GOTMPDIR=" + s.temp}, append(args, "./"+from.dir.Path())...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	fmt.Fprintf(s.env.Stdout, "go test -v -run=^%s$ ./%s\n", name, from.dir.Path())
	child, err := startGo(cmd)
	if err != nil {
		return false, err
	}
	progress := newProgress(s.env.Stderr)
	redraw := time.NewTicker(redrawEvery)
	defer redraw.Stop()
	for {
		select {
		case <-redraw.C:
			progress.show("building the test, and running it: " + progress.elapsed())
		case <-ctx.Done():
			child.stop(goGrace, s.env.Hurry)
			return false, ctx.Err()
		case <-child.done:
			progress.clear()
			fmt.Fprint(s.env.Stdout, out.String())
			if !strings.Contains(out.String(), "=== RUN   "+name+"\n") {
				return false, fmt.Errorf("the test %s did not run: the go command's words are above", name)
			}
			return child.err == nil, nil
		}
	}
}
