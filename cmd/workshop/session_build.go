package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// A building is a service that is compiled while the one before it goes on.
type building struct {
	stop context.CancelFunc
	done chan built // has what came of it, once
}

// What a building has come to.
type built struct {
	program, folder string // the folder is the program's own
	err             error
}

// choose makes a step the one that is wanted, if there is such a step and the session
// is not of another one alone.
func (s *session) choose(step string) bool {
	dir, err := lesson.FindDir(step)
	switch {
	case err != nil:
		fmt.Fprintf(s.env.Stderr, "the page asks for step %q, and there is none\n", step)
		return false
	case !s.o.allSteps && dir.Path() != s.o.dir.Path():
		fmt.Fprintf(s.env.Stderr, "the page asks for %s, and this run is of %s alone\n", dir.Path(), s.o.dir.Path())
		return false
	}
	s.o.dir = dir
	s.watch()
	return true
}

// order has the service that is wanted built, and started when it is. What is built
// meanwhile is given up when it is done: the source may be another one by now.
func (s *session) order(ctx context.Context, why string) {
	if s.o.dir.Step.Number == 0 {
		fmt.Fprintln(s.env.Stdout, "there is no step yet: start one on the page, or stop this, and name it: go tool workshop lab 2")
		return
	}
	fmt.Fprintf(s.env.Stdout, "%s; building %s\n", why, s.o.name())
	s.rebuild = s.building != nil
	if !s.rebuild {
		s.build(ctx)
	}
}

// build begins to build.
func (s *session) build(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	b := &building{stop: stop, done: make(chan built, 1)}
	dir := s.o.dir // not the next one's, which may be another
	go func() { b.done <- s.buildApart(ctx, dir) }()
	s.building = b
	s.tellBuilding()
}

// buildApart builds a service in a folder of its own: the program of the one that
// runs may not be written to.
func (s *session) buildApart(ctx context.Context, dir lesson.Dir) built {
	folder, err := os.MkdirTemp(s.temp, "build-")
	if err != nil {
		return built{err: environmentErrorf("%w", err)}
	}
	program, err := buildService(ctx, s.env, dir, folder, s.flags...)
	if err != nil {
		os.RemoveAll(folder) // what cannot be removed goes with s.temp
	}
	return built{program: program, folder: folder, err: err}
}

// use starts what was built, in place of the service that runs. If it does not build
// or start, that is said.
func (s *session) use(ctx context.Context, b built) {
	s.building.stop()
	s.building = nil
	if s.rebuild {
		s.rebuild = false
		os.RemoveAll(b.folder)
		s.build(ctx)
		return
	}
	if b.err == nil {
		b.err = s.start(ctx, b)
	}
	if b.err != nil && ctx.Err() == nil && !isClosed(s.backend.gone()) { // the last two end the session
		s.cannot(b.err)
	}
}

// abandon gives up what is built, and waits until nothing of it runs.
func (s *session) abandon() {
	s.rebuild = false
	if s.building == nil {
		return
	}
	s.building.stop()
	b := <-s.building.done
	os.RemoveAll(b.folder)
	s.building = nil
}

// cannot says why there is no new service, here and on the page. If an old one runs,
// it goes on.
func (s *session) cannot(err error) {
	if failed, ok := errors.AsType[*buildError](err); ok {
		failed.advice = fmt.Sprintf("%s does not build: mend what the lines above say, and %s", s.o.name(), s.howAgain())
	}
	fmt.Fprintln(s.env.Stderr, err)
	if s.service == nil {
		s.told = serviceState{Name: s.o.name(), Step: s.o.dir.Step.Number, State: serviceFailed, Note: noteOf(err)}
	} else {
		fmt.Fprintf(s.env.Stderr, "Until then %s goes on as it was.\n", s.service.name)
		s.told.Note = noteOf(err) + "\nUntil then the one from before goes on."
	}
	s.tell(s.told)
}

// The most of a compiler's output that the page has a use for.
const (
	noteLines = 12
	noteBytes = 2000
)

// noteOf is what the page says of an error.
func noteOf(err error) string {
	failed, ok := errors.AsType[*buildError](err)
	if !ok {
		return err.Error()
	}
	lines := strings.SplitAfterN(failed.output, "\n", noteLines+1)
	if len(lines) > noteLines {
		lines[noteLines] = "(and more, in the terminal)\n"
	}
	output := strings.Join(lines, "")
	output = strings.ToValidUTF8(output[:min(len(output), noteBytes)], "")
	return strings.TrimSuffix(output, "\n") + "\n" + failed.Error()
}
