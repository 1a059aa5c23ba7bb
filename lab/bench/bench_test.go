package bench

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/loadlimits"
	"example.com/metricsworkshop/lab/internal/fakeorders"
	"example.com/metricsworkshop/lab/load"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// startService starts a service that keeps a connection, and a goroutine, for
// each lookup that finds a busy driver, and sends its goroutines to gauges. It ends
// at t's end.
func startService(t *testing.T, gauges *Gauges) (url string, connections func() int) {
	t.Helper()
	orders := &fakeorders.Service{}
	handler := orders.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r)
		key := strings.Trim(r.Pattern, "/") + "other"
		if strings.HasSuffix(r.URL.Path, "/state") {
			key = "state"
		}
		gauges.Datagram(fmt.Appendf(nil, "%s.calls:1|c\n%s.goroutines:%d|g", key, key, 10+orders.BusyHits()))
	}))
	t.Cleanup(server.Close)
	return server.URL, func() int { return 1 + orders.BusyHits() }
}

func TestRun(t *testing.T) {
	tests := []struct {
		name                    string
		gauges                  *Gauges // that the service sends to
		followed                bool
		goroutines, connections Figures
		key                     string
	}{
		{
			name: "with gauges", gauges: &Gauges{}, followed: true,
			goroutines: Figures{10, 22, 22}, connections: Figures{1, 13, 13}, key: "state.goroutines",
		},
		{
			name: "gauges go elsewhere", gauges: &Gauges{},
			goroutines: Figures{Unknown, Unknown, Unknown}, connections: Figures{1, 13, 13},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			url, connections := startService(t, tt.gauges)
			o := Options{
				Load:        load.Options{URL: url, Rate: 200, For: time.Second, Hits: 50},
				Connections: connections,
				Progress:    func(string) {},
			}
			if tt.followed {
				o.Gauges = tt.gauges
			}
			r, err := Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if r.Load.All.Good != 200 || r.Load.BusyHits != 12 {
				t.Errorf("%d good answers, %d of them about busy drivers; want 200 and 12", r.Load.All.Good, r.Load.BusyHits)
			}
			if r.Connections != tt.connections || r.Goroutines != tt.goroutines || r.Key != tt.key {
				t.Errorf("connections %+v, goroutines %+v of %q; want %+v and %+v of %q",
					r.Connections, r.Goroutines, r.Key, tt.connections, tt.goroutines, tt.key)
			}
		})
	}
}

// TestRunWaitsForRest lets connections be closed one after another once the load
// has its last answer: the figure at rest is the one after that.
func TestRunWaitsForRest(t *testing.T) {
	t.Parallel()
	url, _ := startService(t, &Gauges{})
	var answered atomic.Bool
	open := 20
	r, err := Run(t.Context(), Options{
		Load: load.Options{URL: url, Rate: 10, For: time.Second},
		Connections: func() int { // by one goroutine at a time
			if answered.Load() {
				open = max(7, open-1)
			}
			return open
		},
		Progress: func(text string) {
			if strings.HasPrefix(text, "all is answered") {
				answered.Store(true)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Figures{20, 20, 7}); r.Connections != want {
		t.Errorf("connections %+v; want %+v", r.Connections, want)
	}
}

// TestRunIsExact lets a service count a goroutine or two too many in all gauges but
// a few, as real ones do: the difference at rest is what it keeps, exactly. The
// last lines of the load come late, and are more than those at rest.
func TestRunIsExact(t *testing.T) {
	t.Parallel()
	const hits = 79
	orders, gauges := &fakeorders.Service{}, &Gauges{}
	handler := orders.Handler()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r)
		goroutines := 9 + orders.BusyHits()
		if n := asked.Add(1); n%20 != 0 {
			goroutines += 1 + int(n%2)
		}
		if strings.HasSuffix(r.URL.Path, "/busy") {
			gauges.Datagram(fmt.Appendf(nil, "busy.goroutines:%d|g", goroutines))
			return
		}
		gauges.Datagram(fmt.Appendf(nil, "state.goroutines:%d|g", goroutines))
	}))
	defer server.Close()
	late := strings.Repeat("busy.goroutines:500|g\n", 10*gaugesAtRest)
	r, err := Run(t.Context(), Options{
		Load:        load.Options{URL: server.URL, Rate: 500, Requests: hits, Lookup: loadlimits.Busy, Hits: 100},
		Connections: func() int { return 1 + orders.BusyHits() },
		Gauges:      gauges,
		Progress: func(text string) {
			if strings.HasPrefix(text, "all is answered") {
				gauges.Datagram([]byte(late))
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Figures{9, 500, 9 + hits}); r.Goroutines != want || r.Key != "state.goroutines" || r.Restless {
		t.Errorf("goroutines %+v of %q, restless %v; want %+v of state.goroutines, at rest", r.Goroutines, r.Key, r.Restless, want)
	}
	if want := (Figures{1, 1 + hits, 1 + hits}); r.Connections != want {
		t.Errorf("connections %+v; want %+v", r.Connections, want)
	}
}

// TestRunOfStarvedService stops answering when the load is over, as a service
// without a connection to spare: it is at rest all the same.
func TestRunOfStarvedService(t *testing.T) {
	t.Parallel()
	handler := (&fakeorders.Service{}).Handler()
	var starved atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if starved.Load() {
			<-r.Context().Done()
			return
		}
		handler.ServeHTTP(w, r)
	}))
	defer server.Close()
	r, err := Run(t.Context(), Options{
		Load:        load.Options{URL: server.URL, Rate: 100, Requests: 10},
		Connections: func() int { return 20 },
		Progress: func(text string) {
			if strings.HasPrefix(text, "all is answered") {
				starved.Store(true)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Figures{20, 20, 20}); r.Restless || r.Connections != want {
		t.Errorf("restless %v, connections %+v; want a service at rest, with %+v", r.Restless, r.Connections, want)
	}
}

func TestRunFails(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	o := Options{Load: load.Options{URL: server.URL, Rate: 1, For: time.Second}, Connections: func() int { return 0 }, Progress: func(string) {}}
	if _, err := Run(t.Context(), o); err == nil || !strings.HasPrefix(err.Error(), "seed orders: ") {
		t.Errorf("Run on a service without routes = %v; want an error of the seeding", err)
	}
	o.Load.Rate = 0
	if _, err := Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "rate") {
		t.Errorf("Run with no rate = %v; want an error about it", err)
	}
}

// TestRunStops cancels a load that has begun.
func TestRunStops(t *testing.T) {
	t.Parallel()
	url, connections := startService(t, &Gauges{})
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Run(ctx, Options{
		Load:        load.Options{URL: url, Rate: 100, For: loadlimits.MaxFor},
		Connections: connections,
		Progress: func(text string) {
			if strings.HasPrefix(text, "load ") {
				cancel()
			}
		},
	})
	if err != context.Canceled {
		t.Errorf("Run = %v; want %v", err, context.Canceled)
	}
}
