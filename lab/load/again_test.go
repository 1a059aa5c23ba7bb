package load

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/loadlimits"
)

// TestAgain holds that a load on the orders of another needs no seeding, and goes on
// with its calls: the limit of orders is one for both.
func TestAgain(t *testing.T) {
	t.Parallel()
	url, service := startService(t, nil)
	first := newLoad(t, url, 50)
	if r := first.Run(t.Context()); r.All.Good != 200 {
		t.Fatalf("%d good answers; want 200", r.All.Good)
	}
	created, orders := first.traffic.created, count(service.Orders())
	second, err := first.Again(Options{Rate: 500, Requests: 100, Lookup: loadlimits.Busy, Hits: 100})
	if err != nil {
		t.Fatal(err)
	}
	if r := second.Run(t.Context()); r.All.Good != 100 || r.BusyHits != 100 {
		t.Errorf("%d good answers, %d hits; want 100", r.All.Good, r.BusyHits)
	}
	if n := count(service.Orders()); n != orders {
		t.Errorf("%d orders, and %d before; want no more", n, orders)
	}
	third, err := second.Again(Options{Rate: 500, Requests: 1})
	if err != nil {
		t.Fatal(err)
	}
	third.Run(t.Context())
	if created == 0 || third.traffic.created != created {
		t.Errorf("the third load begins with %d orders created; want the %d of the first", third.traffic.created, created)
	}
}

func count(orders map[string]int) (n int) {
	for _, of := range orders {
		n += of
	}
	return n
}

func TestAgainFails(t *testing.T) {
	url, _ := startService(t, nil)
	l, err := New(Options{URL: url, Rate: 1, Requests: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Again(Options{Rate: 1, Requests: 1}); err == nil || !strings.Contains(err.Error(), "seed them first") {
		t.Errorf("Again before Seed = %v; want an error that says so", err)
	}
	if _, err := newLoad(t, url, 0).Again(Options{}); err == nil || !strings.Contains(err.Error(), "rate") {
		t.Errorf("Again with no rate = %v; want an error about it", err)
	}
}

// TestSince reads a load in two pieces, which together are the whole.
func TestSince(t *testing.T) {
	l := &Load{log: newLog()}
	var mark Mark
	if r := l.Since(&mark); r != (Recent{}) {
		t.Errorf("before the first request %+v; want nothing", r)
	}
	note := func(good bool, latency time.Duration) {
		l.log.send()
		l.log.latencies = append(l.log.latencies, latency)
		if good {
			l.log.good++
		} else {
			l.log.bad++
		}
	}
	for i := range 100 {
		note(i%10 != 0, time.Duration(100-i))
	}
	if r, want := l.Since(&mark), (Recent{Sent: 100, Good: 90, Bad: 10, P50: 50, P99: 99}); r != want {
		t.Errorf("Since = %+v; want %+v", r, want)
	}
	note(true, 7)
	l.log.send()
	if r, want := l.Since(&mark), (Recent{Sent: 2, Good: 1, P50: 7, P99: 7}); r != want {
		t.Errorf("Since = %+v; want %+v", r, want)
	}
	if r := l.Since(&mark); r != (Recent{}) {
		t.Errorf("Since with nothing new = %+v", r)
	}
	if l.log.atOnce != 1 {
		t.Errorf("%d at once; want 1: all but the last have an answer before the next", l.log.atOnce)
	}
}

// TestAbandon gives up requests that a service never answers.
func TestAbandon(t *testing.T) {
	t.Parallel()
	var seeded atomic.Bool
	arrived := make(chan struct{}, 200)
	url, _ := startService(t, func(service http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if seeded.Load() {
				arrived <- struct{}{}
				<-r.Context().Done() // hung up on
				return
			}
			service.ServeHTTP(w, r)
		})
	})
	l := newLoad(t, url, 0)
	seeded.Store(true)
	reported := make(chan *Report)
	began := time.Now()
	go func() { reported <- l.Run(t.Context()) }()
	<-arrived
	<-arrived
	l.Abandon()
	r := <-reported
	if took := time.Since(began); took > timeout/2 {
		t.Errorf("Run took %v; want no wait for the answers", took)
	}
	if r.All.Sent == 0 || r.All.Good != 0 || r.Trouble == "" || r.AtOnce < 2 {
		t.Errorf("%+v; want no good answer, and at least 2 requests at once", r)
	}
}
