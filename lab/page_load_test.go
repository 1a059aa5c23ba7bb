package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/loadlimits"
	"example.com/metricsworkshop/lab/internal/fakeorders"
	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/load"
)

// A loaded is a page's load, and a service for it.
type loaded struct {
	*pageLoad
	store   *live.Store
	orders  *fakeorders.Service
	service live.Service
	states  *live.Subscription
	rests   atomic.Int64 // how often it was waited until the service is at rest
}

// newLoaded returns a page's load that nobody has started. It is closed at t's end.
// before is called for each request; nil for nothing.
func newLoaded(t *testing.T, before func(*http.Request)) *loaded {
	t.Helper()
	l := &loaded{store: live.NewStore(live.Options{}), orders: &fakeorders.Service{}}
	handler := l.orders.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if before != nil {
			before(r)
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	l.service = live.Service{Name: "fake", State: live.ServiceRunning, URL: server.URL, PID: 1}
	l.pageLoad = newPageLoad(newTurns(l.store, func(bool) {}), func(context.Context, *load.Load) {
		if state := l.store.State().Load.State; state != live.LoadEnding {
			t.Errorf("the load is %s while the service comes to rest; want %s", state, live.LoadEnding)
		}
		l.rests.Add(1)
	})
	t.Cleanup(func() {
		l.turns.close()
		l.close()
	})
	_, l.states = l.store.Subscribe()
	return l
}

// await waits until the load is as is says.
func (l *loaded) await(t *testing.T, what string, is func(live.Load) bool) live.Load {
	t.Helper()
	late := time.After(patience)
	for {
		if now := l.store.State().Load; is(now) {
			return now
		}
		select {
		case <-l.states.Events():
		case <-late:
			t.Fatalf("the load is %+v; want %s", l.store.State().Load, what)
		}
	}
}

func (l *loaded) awaitState(t *testing.T, state string) live.Load {
	t.Helper()
	return l.await(t, state, func(now live.Load) bool { return now.State == state })
}

// marks are the texts of the marks that there were.
func (l *loaded) marks() []string {
	var texts []string
	for _, m := range l.store.State().Marks {
		texts = append(texts, m.Text)
	}
	return texts
}

func TestPageLoad(t *testing.T) {
	l := newLoaded(t, nil)
	request := live.LoadRequest{Rate: 200, Hits: 50, Seconds: 1}
	if err := l.start(l.service, request); err != nil {
		t.Fatal(err)
	}
	if now := l.awaitState(t, live.LoadRunning); now.Owner != ownerPage || now.Request != request {
		t.Errorf("the load is %+v; want the page's %+v", now, request)
	}
	if now := l.awaitState(t, live.LoadIdle); now.Note != "" {
		t.Errorf("at its end there is the note %q; want none", now.Note)
	}
	if sent, found := l.budget.spent(); sent != 200 || found != 12 || l.orders.BusyHits() != 12 {
		t.Errorf("spent %d, %d found; want 200 and 12", sent, found)
	}
	orders := l.orders.Orders()
	if err := l.start(l.service, live.LoadRequest{Rate: 200, Hits: 50, Lookup: loadlimits.Busy, Seconds: 1}); err != nil {
		t.Fatal(err)
	}
	l.await(t, "its end", func(now live.Load) bool { return now.State == live.LoadIdle && now.Request.Lookup != "" })
	if again := l.orders.Orders(); again["WAITING_FOR_DRIVER_ALLOCATION"] != orders["WAITING_FOR_DRIVER_ALLOCATION"] {
		t.Errorf("orders %v, and %v before; want no second seeding", again, orders)
	}
	if l.orders.BusyHits() != 112 {
		t.Errorf("%d hits; want 112", l.orders.BusyHits())
	}
	want := []string{
		"load: 200 calls and lookups a second, 50 % hits", "the load is over",
		"load: 200 lookups of busy a second, 50 % hits", "the load is over",
	}
	if got := l.marks(); !slices.Equal(got, want) {
		t.Errorf("marks %q; want %q", got, want)
	}
}

// TestPageLoadIsShaped changes a load that runs, which stays one.
func TestPageLoadIsShaped(t *testing.T) {
	l := newLoaded(t, nil)
	if err := l.start(l.service, live.LoadRequest{Rate: 50, Hits: 0, Seconds: 600}); err != nil {
		t.Fatal(err)
	}
	l.awaitState(t, live.LoadRunning)
	next := live.LoadRequest{Rate: 300, Hits: 100, Lookup: loadlimits.Busy, Seconds: 1}
	if err := l.start(l.service, next); err != nil {
		t.Fatal(err)
	}
	l.await(t, "the next shape", func(now live.Load) bool { return now.State == live.LoadRunning && now.Request == next })
	l.awaitState(t, live.LoadIdle)
	if rests := l.rests.Load(); rests != 1 {
		t.Errorf("it was waited %d times until the service is at rest; want once, after the last shape", rests)
	}
	if l.orders.BusyHits() != 300 {
		t.Errorf("%d hits; want the 300 of the second shape", l.orders.BusyHits())
	}
	want := []string{
		"load: 50 calls and lookups a second, 0 % hits",
		"the load becomes: 300 lookups of busy a second, 100 % hits",
		"the load is over",
	}
	if got := l.marks(); !slices.Equal(got, want) {
		t.Errorf("marks %q; want %q", got, want)
	}
}

func TestPageLoadStops(t *testing.T) {
	l := newLoaded(t, nil)
	if err := l.start(l.service, live.LoadRequest{Rate: 100, Seconds: 600}); err != nil {
		t.Fatal(err)
	}
	l.awaitState(t, live.LoadRunning)
	if !l.turns.stop() {
		t.Error("there is nothing to stop")
	}
	l.awaitState(t, live.LoadIdle)
	if rests := l.rests.Load(); rests != 1 {
		t.Errorf("it was waited %d times until the service is at rest; want once", rests)
	}
	if l.turns.stop() {
		t.Error("there is something to stop after the end")
	}
}

// TestPageLoadEndsAtOnce closes the lab under a service that never answers.
func TestPageLoadEndsAtOnce(t *testing.T) {
	arrived := make(chan struct{}, 10_000)
	var stuck atomic.Bool
	l := newLoaded(t, func(r *http.Request) {
		if stuck.Load() {
			arrived <- struct{}{}
			<-r.Context().Done()
		}
	})
	if err := l.start(l.service, live.LoadRequest{Rate: 100, Seconds: 600}); err != nil {
		t.Fatal(err)
	}
	l.awaitState(t, live.LoadRunning)
	stuck.Store(true)
	<-arrived
	began := time.Now()
	l.turns.close()
	l.close()
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the end took %v; want no wait for the answers", took)
	}
	checkRefusal(t, l.start(l.service, live.LoadRequest{Rate: 1, Seconds: 1}), "under way")
}

func TestPageLoadIsRefused(t *testing.T) {
	tests := []struct {
		name    string
		request live.LoadRequest
		change  func(l *loaded)
		want    string
	}{
		{"no service", live.LoadRequest{Rate: 1, Seconds: 1}, func(l *loaded) { l.service.State = live.ServiceStopped }, "start one first"},
		{"no time", live.LoadRequest{Rate: 1}, nil, "it is from 1 to 600"},
		{"too long", live.LoadRequest{Rate: 1, Seconds: 601}, nil, "it is from 1 to 600"},
		{"very long", live.LoadRequest{Rate: 1, Seconds: 1 << 40}, nil, "it is from 1 to 600"},
		{"no rate", live.LoadRequest{Seconds: 1}, nil, "it is from 1 to 1000"},
		{"fast", live.LoadRequest{Rate: 1001, Seconds: 1}, nil, "it is from 1 to 1000"},
		{"hits", live.LoadRequest{Rate: 1, Seconds: 1, Hits: 101}, nil, "it is from 0 to 100"},
		{"lookup", live.LoadRequest{Rate: 1, Seconds: 1, Lookup: "lunch"}, nil, "there are customers, "},
		{"too many", live.LoadRequest{Rate: 1000, Seconds: 181}, nil, "180000 are the most"},
		{"too many found", live.LoadRequest{Rate: 1000, Seconds: 8, Hits: 100, Lookup: "busy"}, nil, "7500 are the most"},
		{"too many in all", live.LoadRequest{Rate: 1000, Seconds: 80}, func(l *loaded) { l.budget.sent = 100_001 },
			"these are 80000 requests, and this page may send the service 79999 more: restart the service"},
		{"too many found in all", live.LoadRequest{Rate: 100, Seconds: 2, Hits: 50, Lookup: "busy"}, func(l *loaded) { l.budget.found = 7_401 },
			"100 lookups would find a driver, and 99 more may"},
		{"the terminal's turn", live.LoadRequest{Rate: 1, Seconds: 1}, func(l *loaded) { l.turns.begin(ownerTerminal) }, "the terminal has a load"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLoaded(t, nil)
			l.budget.of(instance{l.service.URL, l.service.PID})
			if tt.change != nil {
				tt.change(l)
			}
			checkRefusal(t, l.start(l.service, tt.request), tt.want)
			if len(l.orders.Orders()) > 0 {
				t.Error("it has made orders")
			}
		})
	}
}

// TestPageLoadCountsAnew lets a service that was started again have as much as the
// one before, and orders of its own.
func TestPageLoadCountsAnew(t *testing.T) {
	l := newLoaded(t, nil)
	for range 2 {
		if err := l.start(l.service, live.LoadRequest{Rate: 500, Hits: 100, Lookup: loadlimits.Busy, Seconds: 1}); err != nil {
			t.Fatal(err)
		}
		l.awaitState(t, live.LoadRunning)
		l.awaitState(t, live.LoadIdle)
		if sent, found := l.budget.spent(); sent != 500 || found != 500 {
			t.Errorf("spent %d, %d found; want 500", sent, found)
		}
		l.service.PID++
	}
	if n := l.orders.Orders()["WAITING_FOR_DRIVER_ALLOCATION"]; n != 2*12 {
		t.Errorf("%d orders wait for a driver; want those of two seedings", n)
	}
}

func TestPageLoadCannotSeed(t *testing.T) {
	l := newLoaded(t, nil)
	l.service.URL = startHandler(t, http.NotFoundHandler())
	if err := l.start(l.service, live.LoadRequest{Rate: 1, Seconds: 1}); err != nil {
		t.Fatal(err)
	}
	now := l.await(t, "a note", func(now live.Load) bool { return now.State == live.LoadIdle && now.Note != "" })
	if !strings.HasPrefix(now.Note, "the load did not run: seed orders: POST /orders: 404 ") {
		t.Errorf("the note is %q; want why the orders could not be made", now.Note)
	}
	if marks := l.marks(); len(marks) > 0 {
		t.Errorf("marks %q; want none", marks)
	}
}

// TestPageLoadFollowsService ends a load whose service does not come back, and not
// one whose service does.
func TestPageLoadFollowsService(t *testing.T) {
	as := func(state string) func(*loaded) live.Service {
		return func(l *loaded) live.Service {
			s := l.service
			s.State = state
			return s
		}
	}
	elsewhere := func(l *loaded) live.Service {
		s := l.service
		s.URL = "http://127.0.0.1:1"
		return s
	}
	tests := []struct {
		name  string
		heard []func(*loaded) live.Service
		grace time.Duration
		note  string // "" if it goes on
	}{
		{"stopped", []func(*loaded) live.Service{as(live.ServiceStopped)}, time.Millisecond, "the service has gone"},
		{"ended", []func(*loaded) live.Service{as(live.ServiceEnded), as(live.ServiceEnded)}, time.Millisecond, "the service has gone"},
		{"elsewhere", []func(*loaded) live.Service{elsewhere}, time.Hour, "at another address"},
		{"started again", []func(*loaded) live.Service{as(live.ServiceStopped), as(live.ServiceStarting), as(live.ServiceRunning)}, time.Hour, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLoaded(t, nil)
			l.grace = tt.grace
			if err := l.start(l.service, live.LoadRequest{Rate: 100, Seconds: 600}); err != nil {
				t.Fatal(err)
			}
			l.awaitState(t, live.LoadRunning)
			for _, s := range tt.heard {
				l.follow(s(l))
			}
			if tt.note == "" {
				l.mu.Lock()
				defer l.mu.Unlock()
				if l.gone != nil || l.turn.until.Err() != nil {
					t.Error("the load ends, or is about to; want it to go on")
				}
				return
			}
			now := l.awaitState(t, live.LoadIdle)
			if !strings.Contains(now.Note, tt.note) {
				t.Errorf("the note is %q; want %q", now.Note, tt.note)
			}
		})
	}
}

// TestWatched reads the figures of a load as the recorder does.
func TestWatched(t *testing.T) {
	l := newLoaded(t, nil)
	if s := l.turns.second(); s != nil {
		t.Errorf("without a load there is %+v", s)
	}
	if err := l.start(l.service, live.LoadRequest{Rate: 100, Seconds: 1}); err != nil {
		t.Fatal(err)
	}
	l.awaitState(t, live.LoadRunning)
	l.awaitState(t, live.LoadIdle)
	s := l.turns.second()
	if s == nil || s.Sent == 0 || s.Good != s.Sent || s.Bad != 0 || s.P50 == nil || *s.P99 < *s.P50 {
		t.Errorf("after the load there is %+v; want its rates and times", s)
	}
	if s := l.turns.second(); s != nil {
		t.Errorf("and then %+v; want nothing", s)
	}
}
