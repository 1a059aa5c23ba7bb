package main

import (
	"fmt"
	"net/http"
	"slices"
	"sync"

	"example.com/metricsworkshop/lab/dashboard"
	"example.com/metricsworkshop/lab/live"
)

// A hub knows which session runs the service, and passes the page's wishes on to it.
// There is one service at a time: a session that is about to start one takes the
// place of the one before.
type hub struct {
	parent *session
	show   func(live.Service) // is told what the service is now; it must not call the hub

	mu      sync.Mutex
	owner   *session     // whose service is shown; nil if nobody's is, or the session has gone
	shown   live.Service // what it is
	waiting []waiter     // for the owner's service to stop
}

// A waiter goes on when no service runs any more.
type waiter struct {
	session *session
	goOn    func()
}

// runs reports whether a service has a process.
func runs(s live.Service) bool {
	return s.State == live.ServiceStarting || s.State == live.ServiceRunning
}

// now returns the service that is shown.
func (h *hub) now() live.Service {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.shown
}

// service notes what a session's service is. One that runs takes the place of any
// other; as long as it does, nothing else is shown.
func (h *hub) service(from *session, s live.Service) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if from != h.owner && runs(h.shown) && !runs(s) {
		return
	}
	h.owner = from
	h.set(s)
}

// set shows a service, for whoever has locked h.
func (h *hub) set(s live.Service) {
	h.shown = s
	h.show(s)
	if runs(s) {
		return
	}
	for _, w := range h.waiting {
		w.goOn()
	}
	h.waiting = nil
}

// take tells the session that it may start a service, as soon as nobody else runs
// one. The line is in the order of all others.
func (h *hub) take(from *session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.await(waiter{from, func() { from.say("free", "") }})
}

// await lets w go on when nobody but its session runs a service, for whoever has
// locked h. Who does is asked to stop it.
func (h *hub) await(w waiter) {
	if h.owner == nil || h.owner == w.session || !runs(h.shown) {
		w.goOn()
		return
	}
	h.waiting = append(h.waiting, w)
	h.owner.say("want", encode(live.Want{Do: "stop"}))
}

// leave forgets a session that has gone. Its service is nobody's then, and counts as
// stopped: whether it really is nobody can tell any more.
func (h *hub) leave(from *session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waiting = slices.DeleteFunc(h.waiting, func(w waiter) bool { return w.session == from })
	if h.owner != from {
		return
	}
	h.owner = nil
	if s := h.shown; runs(s) || s.State == live.ServiceBuilding {
		s.State, s.PID, s.Note = live.ServiceStopped, 0, "the command that ran it has ended"
		h.set(s)
	}
}

// want passes on what the page wants. The error, a refusal, is why nobody can do it.
func (h *hub) want(w live.Want, steps []live.Step) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch w.Do {
	case "stop", "restart":
		if h.owner == nil {
			return &dashboard.Refusal{Status: http.StatusConflict, Text: "no service was started yet: start one with go tool workshop run STEP"}
		}
		if w.Do == "stop" && !runs(h.shown) && h.shown.State != live.ServiceBuilding {
			return &dashboard.Refusal{Status: http.StatusConflict, Text: "no service runs that could be stopped"}
		}
		h.owner.say("want", encode(live.Want{Do: w.Do}))
		return nil
	case "start":
		if !slices.ContainsFunc(steps, func(s live.Step) bool { return s.Name == w.Step }) {
			return &dashboard.Refusal{Status: http.StatusConflict, Text: cannotStart(w.Step, steps)}
		}
		h.await(waiter{h.parent, func() { h.parent.say("want", encode(w)) }})
		return nil
	}
	return &dashboard.Refusal{Status: http.StatusBadRequest, Text: fmt.Sprintf("nobody can %q a service: it is start, restart or stop", w.Do)}
}

func cannotStart(step string, steps []live.Step) string {
	if len(steps) == 0 {
		return "this lab is there for one service and starts no other: stop it, and use go tool workshop lab"
	}
	names := make([]string, len(steps))
	for i, s := range steps {
		names[i] = s.Name
	}
	return fmt.Sprintf("there is no step %q; there are %q", step, names)
}
