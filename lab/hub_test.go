package main

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/dashboard"
	"example.com/metricsworkshop/lab/live"
)

// A heard is a session of a test, and what it was told.
type heard struct {
	*session
	lines *bytes.Buffer
}

func newHeard() heard {
	var b bytes.Buffer
	return heard{&session{out: &b}, &b}
}

// expect requires that the session was told these lines since the last call.
func (h heard) expect(t *testing.T, who string, want ...string) {
	t.Helper()
	got := strings.Split(strings.TrimSuffix(h.lines.String(), "\n"), "\n")
	if h.lines.Len() == 0 {
		got = nil
	}
	h.lines.Reset()
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%s was told %q; want %q", who, got, want)
	}
}

var (
	running  = live.Service{Name: "step02-statsd", State: live.ServiceRunning, URL: "http://127.0.0.1:1", PID: 7}
	starting = live.Service{Name: "step03-newrelic", State: live.ServiceStarting}
	stopped  = live.Service{Name: "step02-statsd", State: live.ServiceStopped}
	building = live.Service{Name: "step04-pprof", State: live.ServiceBuilding}
	failed   = live.Service{Name: "step04-pprof", State: live.ServiceFailed}

	stop    = live.Want{Do: "stop"}
	restart = live.Want{Do: "restart"}
	start   = live.Want{Do: "start", Step: "2"}
	steps   = []live.Step{{Name: "2", Title: "step02-statsd"}}
)

const (
	wantStop    = `want {"do":"stop"}`
	wantRestart = `want {"do":"restart"}`
	wantStart   = `want {"do":"start","step":"2"}`
)

// newHub returns a hub, its parent's session and two others.
func newHub() (h *hub, parent, a, b heard) {
	parent, a, b = newHeard(), newHeard(), newHeard()
	return &hub{parent: parent.session, show: func(live.Service) {}}, parent, a, b
}

func TestHubTake(t *testing.T) {
	h, parent, a, b := newHub()
	h.take(a.session)
	a.expect(t, "the first", "free")
	h.service(a.session, running)
	h.take(a.session)
	a.expect(t, "the owner", "free")

	h.take(b.session)
	h.take(parent.session)
	b.expect(t, "who has to wait")
	a.expect(t, "the owner", wantStop, wantStop)
	h.service(b.session, building)
	if h.now() != running {
		t.Errorf("shown is %+v; want the one that runs", h.now())
	}
	h.service(a.session, stopped)
	b.expect(t, "who has waited", "free")
	parent.expect(t, "who has waited, too", "free")
	h.service(a.session, stopped)
	b.expect(t, "who was told")
}

// TestHubLosesOwner takes the service of a session that has gone for a stopped one.
func TestHubLosesOwner(t *testing.T) {
	for _, last := range []live.Service{running, starting, building} {
		h, _, a, b := newHub()
		h.service(a.session, last)
		if runs(last) {
			h.take(b.session)
			b.expect(t, "who has to wait")
		}
		h.leave(a.session)
		if s := h.now(); s.State != live.ServiceStopped || s.PID != 0 || s.Name != last.Name || s.Note == "" {
			t.Errorf("after %q and its session's end there is %+v; want it stopped, and why", last.State, s)
		}
		if runs(last) {
			b.expect(t, "who has waited", "free")
		}
		if err := h.want(restart, nil); err == nil {
			t.Error("somebody can restart what nobody has")
		}
	}
}

func TestHubForgetsWhoLeaves(t *testing.T) {
	h, _, a, b := newHub()
	h.service(a.session, running)
	h.take(b.session)
	h.leave(b.session)
	h.service(a.session, stopped)
	b.expect(t, "who has gone")
	h.service(b.session, failed)
	h.leave(b.session)
	if h.now() != failed {
		t.Errorf("shown is %+v; want what it was", h.now())
	}
}

func TestHubWant(t *testing.T) {
	tests := []struct {
		name          string
		before        func(h *hub, parent, a heard)
		want          live.Want
		parent, owner []string // what they are told; the owner is a
		refused       string   // part of the refusal; "" if it is none
	}{
		{"stop", func(h *hub, _, a heard) { h.service(a.session, running) }, stop, nil, []string{wantStop}, ""},
		{"stop a build", func(h *hub, _, a heard) { h.service(a.session, building) }, stop, nil, []string{wantStop}, ""},
		{"restart", func(h *hub, _, a heard) { h.service(a.session, running) }, restart, nil, []string{wantRestart}, ""},
		{"restart what failed", func(h *hub, _, a heard) { h.service(a.session, failed) }, restart, nil, []string{wantRestart}, ""},
		{"the newest owner", func(h *hub, parent, a heard) {
			h.service(parent.session, running)
			h.service(a.session, starting)
			h.service(parent.session, stopped) // it is not shown any more
		}, stop, nil, []string{wantStop}, ""},
		{"start with nothing", func(*hub, heard, heard) {}, start, []string{wantStart}, nil, ""},
		{"start in place of another", func(h *hub, _, a heard) { h.service(a.session, running) }, start, nil, []string{wantStop}, ""},
		{"start in place of its own", func(h *hub, parent, _ heard) { h.service(parent.session, running) }, start, []string{wantStart}, nil, ""},

		{"stop nothing", func(*hub, heard, heard) {}, stop, nil, nil, "no service was started yet"},
		{"stop what is stopped", func(h *hub, _, a heard) { h.service(a.session, stopped) }, stop, nil, nil, "no service runs"},
		{"restart nothing", func(*hub, heard, heard) {}, restart, nil, nil, "no service was started yet"},
		{"start no step", func(*hub, heard, heard) {}, live.Want{Do: "start", Step: "9"}, nil, nil, `there is no step "9"; there are ["2"]`},
		{"dance", func(*hub, heard, heard) {}, live.Want{Do: "dance"}, nil, nil, `nobody can "dance"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, parent, a, _ := newHub()
			tt.before(h, parent, a)
			checkRefusal(t, h.want(tt.want, steps), tt.refused)
			parent.expect(t, "the parent", tt.parent...)
			a.expect(t, "the owner", tt.owner...)
		})
	}
}

// TestHubStartsAfterAnother tells the parent when the other session's service is gone.
func TestHubStartsAfterAnother(t *testing.T) {
	h, parent, a, _ := newHub()
	h.service(a.session, running)
	if err := h.want(start, steps); err != nil {
		t.Fatal(err)
	}
	parent.expect(t, "the parent")
	h.leave(a.session)
	parent.expect(t, "the parent", wantStart)
}

func TestHubStartsNothingWithoutSteps(t *testing.T) {
	h, parent, _, _ := newHub()
	checkRefusal(t, h.want(start, nil), "go tool workshop lab")
	parent.expect(t, "the parent")
}

// checkRefusal requires that err is a refusal with want in it, or nil if that is "".
func checkRefusal(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" {
		if err != nil {
			t.Errorf("it is refused: %v", err)
		}
		return
	}
	refusal, ok := errors.AsType[*dashboard.Refusal](err)
	if !ok || refusal.Status < http.StatusBadRequest || refusal.Status >= http.StatusInternalServerError || !strings.Contains(refusal.Text, want) {
		t.Errorf("the error is %#v; want a refusal with %q", err, want)
	}
}
