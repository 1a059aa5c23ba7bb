package recorder

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	_ "net/http/pprof"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"example.com/metricsworkshop/lab/live"
)

// startDebug starts a debug listener with a handler, closed at t's end, and returns a
// service that runs in this process.
func startDebug(t testing.TB, h http.Handler) live.Service {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return serviceAt(server.URL)
}

func serviceAt(debug string) live.Service {
	return live.Service{Name: "step", State: live.ServiceRunning, PID: os.Getpid(), Debug: debug}
}

func TestProcess(t *testing.T) {
	pprof := http.DefaultServeMux // where net/http/pprof has its routes
	dead := httptest.NewServer(pprof)
	dead.Close()
	hanging := make(chan struct{})
	defer close(hanging)
	tests := []struct {
		name    string
		service live.Service
		timeout time.Duration
		known   bool
		next    time.Duration
	}{
		{"pprof", startDebug(t, pprof), patience, true, debugEvery},
		{"a URL with a slash behind it", func() live.Service {
			s := startDebug(t, pprof)
			s.Debug += "/"
			return s
		}(), patience, true, debugEvery},
		{"not mounted", startDebug(t, http.NotFoundHandler()), patience, false, debugRetry},
		{"something else", startDebug(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") })), patience, false, debugRetry},
		{"dead", serviceAt(dead.URL), patience, false, debugRetry},
		{"no URL", serviceAt("127.0.0.1:%"), patience, false, debugRetry},
		{"no debug listener", serviceAt(""), patience, false, debugRetry},
		{"slow", startDebug(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
			case <-hanging:
			}
		})), 20 * time.Millisecond, false, debugRetry},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, s := newTestRecorder(Options{})
			r.debug.client.Timeout = tt.timeout
			r.SetService(tt.service)
			if next := r.debug.look(t.Context()); next != tt.next {
				t.Errorf("next look in %v; want %v", next, tt.next)
			}
			p := second(t, r, s).Process
			if p == nil || p.PID != os.Getpid() {
				t.Fatalf("process %+v; want this one", p)
			}
			if known := p.Heap != nil && p.Stacks != nil; known != tt.known {
				t.Errorf("process %s; want heap and stacks: %v", asJSON(t, p), tt.known)
			}
			if tt.known && (*p.Heap < 1<<16 || *p.Stacks < 1<<12) {
				t.Errorf("heap %d, stacks %d; want bytes", *p.Heap, *p.Stacks)
			}
		})
	}
}

// TestProcessOfAnotherState holds that a service that does not run has no process, and
// that what is known of a process is gone with it.
func TestProcessOfAnotherState(t *testing.T) {
	r, s := newTestRecorder(Options{})
	running := startDebug(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, heapProfile) }))
	for _, state := range []string{
		live.ServiceNone, live.ServiceBuilding, live.ServiceStarting, live.ServiceStopped, live.ServiceEnded, live.ServiceFailed,
	} {
		r.SetService(running)
		r.debug.look(t.Context())
		if p := second(t, r, s).Process; p == nil || p.Heap == nil {
			t.Errorf("before %s: %s; want a heap", state, asJSON(t, p))
		}
		other := running
		other.State = state
		r.SetService(other)
		r.debug.look(t.Context())
		if p := second(t, r, s).Process; p != nil {
			t.Errorf("%s: process %s; want none", state, asJSON(t, p))
		}
		r.SetService(running)
		if p := second(t, r, s).Process; p == nil || p.Heap != nil {
			t.Errorf("after %s: %s; want no heap before it is asked", state, asJSON(t, p))
		}
	}
}

// TestNoteIsNoNewProcess holds that what is known stays when only a note changes.
func TestNoteIsNoNewProcess(t *testing.T) {
	r, s := newTestRecorder(Options{})
	service := startDebug(t, http.DefaultServeMux)
	r.SetService(service)
	r.debug.look(t.Context())
	service.Note = "look at the page"
	r.SetService(service)
	if p := second(t, r, s).Process; p == nil || p.Heap == nil {
		t.Errorf("process %s; want a heap", asJSON(t, p))
	}
}

// TestRSSOfAnEndedProcess asks for one that nobody has.
func TestRSSOfAnEndedProcess(t *testing.T) {
	r, s := newTestRecorder(Options{})
	r.SetService(live.Service{State: live.ServiceRunning, PID: 1 << 30})
	if p := second(t, r, s).Process; p == nil || p.RSS != nil {
		t.Errorf("process %s; want no RSS", asJSON(t, p))
	}
}

// TestNoConnectionStays holds that a request leaves nothing open: each connection is a
// goroutine of the service.
func TestNoConnectionStays(t *testing.T) {
	var open, came atomic.Int64
	server := httptest.NewUnstartedServer(http.DefaultServeMux)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(1)
			came.Add(1)
		case http.StateClosed:
			open.Add(-1)
		}
	}
	server.Start()
	defer server.Close()
	r, _ := newTestRecorder(Options{})
	r.SetService(serviceAt(server.URL))
	for range 3 {
		r.debug.look(t.Context())
	}
	wait(t, "end of the connections", func() bool { return open.Load() == 0 })
	if came.Load() != 3 {
		t.Errorf("%d connections; want one for each request", came.Load())
	}
}

// TestQuiet lets somebody who wants to be left alone wait for a request under way, and
// holds that none comes afterwards.
func TestQuiet(t *testing.T) {
	var requests atomic.Int64
	arrived, answer := make(chan struct{}, 10), make(chan struct{})
	service := startDebug(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		arrived <- struct{}{}
		<-answer
		http.DefaultServeMux.ServeHTTP(w, r)
	}))
	r, s := newTestRecorder(Options{})
	r.SetService(service)
	looked := make(chan struct{})
	go func() {
		defer close(looked)
		r.debug.look(t.Context())
	}()
	<-arrived
	quiet := make(chan struct{})
	go func() {
		defer close(quiet)
		r.SetQuiet(true)
	}()
	select {
	case <-quiet:
		t.Error("SetQuiet returned while a request was under way")
	case <-time.After(20 * time.Millisecond): // a Recorder that does not wait has returned by then
	}
	close(answer)
	<-quiet
	<-looked
	if next := r.debug.look(t.Context()); next != debugEvery || requests.Load() != 1 {
		t.Errorf("%d requests, the next in %v; want the one from before, and another look in %v", requests.Load(), next, debugEvery)
	}
	if p := second(t, r, s).Process; p.Heap != nil {
		t.Errorf("process %s; want no heap: what was known is old", asJSON(t, p))
	}
	r.SetQuiet(false)
	r.debug.look(t.Context())
	if p := second(t, r, s).Process; p.Heap == nil {
		t.Errorf("process %s; want a heap again", asJSON(t, p))
	}
}
