package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

// takeTimeout is how long somebody else's service may take to end: it is stopped as
// ours is.
const takeTimeout = stopGrace + 10*time.Second

// start starts a service that was built in place of the one that runs.
func (s *session) start(ctx context.Context, b built) error {
	s.stop()
	s.folder = b.folder
	if err := s.take(ctx); err != nil {
		return err
	}
	if err := s.o.checkBusy(s.env, s.o.servicePlaces()); err != nil {
		return err
	}
	service, err := startService(s.env, s.o, b.program, s.backend, s.screen)
	if err != nil {
		return err
	}
	s.service, s.slow = service, time.After(slowStart)
	s.told = serviceState{Name: service.name, Step: s.o.dir.Step.Number, State: serviceStarting, PID: service.cmd.Process.Pid}
	s.tell(s.told)
	return nil
}

// stop stops the service that runs.
func (s *session) stop() {
	if s.service != nil {
		stopChild(s.env, s.service.child, s.service.name)
		s.noService(serviceStopped, "")
	}
	if s.folder != "" {
		os.RemoveAll(s.folder) // what cannot be removed goes with s.temp
		s.folder = ""
	}
}

// noService says that the service is gone.
func (s *session) noService(state, note string) {
	s.service, s.slow = nil, nil
	s.told = serviceState{Name: s.told.Name, Step: s.told.Step, State: state, Note: note}
	s.tell(s.told)
}

// take has whoever else runs a service against the lab stop it, and waits for that.
func (s *session) take(ctx context.Context) error {
	if !s.backend.shared() {
		return nil
	}
	select {
	case <-s.backend.free: // of an earlier time, too late
	default:
	}
	if err := s.backend.tell("take\n"); err != nil {
		return s.labGone()
	}
	select {
	case <-s.backend.free:
		return nil
	case <-s.backend.gone():
		return s.labGone()
	case <-time.After(takeTimeout):
		return fmt.Errorf("the service that runs against the lab now does not end: stop it, and try again")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// labGone says that the lab has ended, without which there is nothing left to do.
func (s *session) labGone() error {
	why := s.backend.whyGone()
	if s.o.allSteps {
		return fmt.Errorf("%s\nRun it again: go tool workshop lab", why)
	}
	return fmt.Errorf("%s\n%s cannot work without: run it again", why, s.o.name())
}

// listens says where the service listens, and after the first time what to do with
// it: the lab puts load on it, if that is wanted.
func (s *session) listens(addr string) error {
	s.slow = nil
	s.told.State, s.told.URL = serviceRunning, "http://"+addr
	debug := ""
	select { // nearly always: the service logs this one first
	case debug = <-s.service.debugging:
		debug = dialable(debug)
		s.told.Debug = "http://" + debug
	default:
	}
	s.tell(s.told)

	first := !s.greeted
	s.greeted = true
	if first && !s.o.allSteps {
		printWhere(s.env, s.service.name, addr, s.backend)
	} else {
		fmt.Fprintf(s.env.Stdout, "\n%s listens on http://%s\n", s.service.name, addr)
	}
	if debug != "" {
		printProfiles(s.env, debug)
	}
	fmt.Fprintln(s.env.Stdout)
	if !first || s.o.allSteps {
		return nil
	}
	if !s.o.load.wanted {
		printTry(s.env, addr)
		s.printAgain()
		return nil
	}
	printLoad(s.env, s.o.load)
	s.printAgain()
	if err := s.backend.tell(s.o.load.command(addr)); err != nil {
		return fmt.Errorf("tell the lab to begin: %w", err)
	}
	return nil
}

// debugs is listens for the profiles of a service that says so late.
func (s *session) debugs(addr string) {
	s.told.Debug = "http://" + addr
	s.tell(s.told)
	printProfiles(s.env, addr)
}

// endedByItself says that the service has ended. The error is that, unless the
// session goes on.
func (s *session) endedByItself() error {
	how := fmt.Sprintf("ended by itself, %s", s.service.cmd.ProcessState)
	name := s.service.name
	s.noService(serviceEnded, how+": its last words are in its output")
	if !s.lasts {
		return fmt.Errorf("%s %s: its last words are above", name, how)
	}
	fmt.Fprintf(s.env.Stderr, "%s %s: its last words are above\nTo start it again, %s.\n", name, how, s.howAgain())
	return nil
}

// tellBuilding says what is built. The service that runs meanwhile stays in view.
func (s *session) tellBuilding() {
	now := s.told
	now.State = serviceBuilding
	if s.service == nil {
		now = serviceState{Name: s.o.name(), Step: s.o.dir.Step.Number, State: serviceBuilding}
	} else if now.Name != s.o.name() {
		now.Note = s.o.name() + " is built; until it is ready, the one from before goes on"
	}
	s.tell(now)
}

// tell says what the service is now, for the page.
func (s *session) tell(now serviceState) {
	if s.backend.hasPage() {
		s.backend.tell(wordLine("service", now)) // a lab that cannot be told has ended, which is seen elsewhere
	}
}
