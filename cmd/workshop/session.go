package main

import (
	"context"
	"fmt"
	"time"

	"example.com/metricsworkshop/internal/savewatch"
)

// slowStart is how long a service may take to listen before a word is said of it.
const slowStart = 10 * time.Second

// A session runs a step's service against a lab: one process after the other, each
// built anew, as keys, saved files and the lab's page ask for.
type session struct {
	env     *env
	o       runOptions // dir is of the service that is wanted, whether or not it builds
	backend *backend
	screen  *progress
	temp    string   // a folder of the caller's
	flags   []string // of "go build"

	// lasts says that the session goes on without a service, if that ends by itself.
	lasts bool

	service *service         // nil while none runs
	folder  string           // what its program lies in, if it is the session's to remove
	told    serviceState     // what the lab knows of it, or of the one before
	slow    <-chan time.Time // nil if it is not waited for
	greeted bool             // one has listened, and what belongs to the first is printed

	building *building          // nil while none is
	rebuild  bool               // what is built is not what is wanted any more: build once more
	saves    *savewatch.Watcher // nil without -watch
	enter    <-chan struct{}    // the key; nil if stdin is no terminal
}

// run follows the service, and those who ask for another one, until ctx is done, the
// lab has ended, or the service has, unless the session lasts. The error is ctx's, or
// says what has ended. Nothing of the session is left then.
func (s *session) run(ctx context.Context) error {
	defer s.close()
	for {
		select {
		case <-ctx.Done():
			s.backend.silence()
			fmt.Fprintln(s.env.Stderr, "\nstopping; a second Ctrl-C does not wait for the requests under way")
			return ctx.Err()
		case <-s.backend.gone():
			return s.labGone()
		case w := <-s.backend.wants:
			if s.obey(ctx, w) {
				return nil
			}
		case <-s.enter:
			s.order(ctx, "Enter")
		case names := <-s.saved():
			s.order(ctx, savedText(names))
		case built := <-s.built():
			s.use(ctx, built)
		case addr := <-s.listening():
			if err := s.listens(dialable(addr)); err != nil {
				return err
			}
		case addr := <-s.debugging():
			s.debugs(dialable(addr))
		case <-s.backend.loaded:
			fmt.Fprintf(s.env.Stdout, "\n%s goes on: it serves until you stop it. Ctrl-C here stops it all.\n", s.o.name())
		case <-s.slow:
			s.slow = nil
			fmt.Fprintf(s.env.Stderr, "%s has not logged yet that it listens (msg=listening addr=...); Ctrl-C stops it\n", s.service.name)
		case <-s.ended():
			if err := s.endedByItself(); err != nil {
				return err
			}
		}
	}
}

// close ends all of the session but the lab.
func (s *session) close() {
	s.abandon()
	s.stop()
	if s.saves != nil {
		s.saves.Close()
	}
}

// obey does what the page asks for. It reports whether the session is over.
func (s *session) obey(ctx context.Context, w want) (over bool) {
	switch w.Do {
	case wantStart:
		if w.Step != "" && !s.choose(w.Step) {
			return false
		}
		s.order(ctx, "asked for on the page")
	case wantRestart:
		s.order(ctx, "asked for on the page")
	case wantStop:
		s.abandon()
		s.stop()
		if s.backend.link != nil {
			fmt.Fprintf(s.env.Stdout, "\n%s was stopped on the lab's page, or another service has taken its place there.\n", s.o.name())
			return true
		}
		fmt.Fprintf(s.env.Stdout, "\n%s is stopped, as the page or another run has asked for.\n", s.o.name())
	}
	return false
}

// The channels below have nothing to read, for ever, while there is nobody who would
// send.

func (s *session) saved() <-chan []string {
	if s.saves == nil {
		return nil
	}
	return s.saves.Saved()
}

func (s *session) built() <-chan built {
	if s.building == nil {
		return nil
	}
	return s.building.done
}

func (s *session) listening() <-chan string {
	if s.service == nil {
		return nil
	}
	return s.service.listening
}

// debugging has nothing before the lines are printed that its own belongs to.
func (s *session) debugging() <-chan string {
	if s.service == nil || s.told.State != serviceRunning {
		return nil
	}
	return s.service.debugging
}

func (s *session) ended() <-chan struct{} {
	if s.service == nil {
		return nil
	}
	return s.service.done
}
