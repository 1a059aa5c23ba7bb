package load

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

func TestOptions(t *testing.T) {
	good := Options{URL: "http://127.0.0.1:8080", Rate: 100, For: 20 * time.Second, Hits: 50}
	tests := []struct {
		name   string
		change func(*Options)
		want   string // part of the error; "" for none
	}{
		{"good", func(*Options) {}, ""},
		{"the most", func(o *Options) { o.Rate, o.For, o.Hits = MaxRate, time.Minute, 100 }, ""},
		{"the least", func(o *Options) { o.Rate, o.For, o.Hits = 1, MinFor, 0 }, ""},
		{"no scheme", func(o *Options) { o.URL = "127.0.0.1:8080" }, "begins with http://"},
		{"no rate", func(o *Options) { o.Rate = 0 }, "from 1 to 1000"},
		{"rate", func(o *Options) { o.Rate = MaxRate + 1 }, "from 1 to 1000"},
		{"short", func(o *Options) { o.For = MinFor - 1 }, "from 1s to 10m0s"},
		{"long", func(o *Options) { o.For = MaxFor + 1 }, "from 1s to 10m0s"},
		{"hits below", func(o *Options) { o.Hits = -1 }, "from 0 to 100"},
		{"hits above", func(o *Options) { o.Hits = 101 }, "from 0 to 100"},
		{"in all", func(o *Options) { o.Rate, o.For = MaxRate, MaxFor }, "600000 requests; 60000 are the most"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := good
			tt.change(&o)
			_, err := New(o)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("New(%+v) = %v; want an error with %q", o, err, tt.want)
			}
		})
	}
}

// TestRun holds that all is sent, in the right shares, that the service has good
// answers to it, and that the log counts what the service does.
func TestRun(t *testing.T) {
	t.Parallel()
	url, service := startService(t, nil)
	l := newLoad(t, url, 50)
	seeded := service.Orders()
	if n := seeded["DRIVER_OTW_TO_PICKUP"] + seeded["DRIVER_OTW_TO_DESTINATION"]; n != onWay || service.BusyHits() != 0 {
		t.Errorf("after Seed %d drivers are on the way, and %d were asked for; want %d and none", n, service.BusyHits(), onWay)
	}
	r := l.Run(t.Context())
	if r.All.Sent != 200 || r.All.Good != r.All.Sent || r.Trouble != "" {
		t.Errorf("sent %d, good %d, trouble %q; want 200, all good", r.All.Sent, r.All.Good, r.Trouble)
	}
	if p := l.Progress(); p.Sent != 200 || p.Good != 200 || p.Bad != 0 {
		t.Errorf("Progress = %+v; want 200 sent and good", p)
	}
	for _, name := range []string{routeCustomers, routeMerchants, routeCurrent, routeBusy} {
		if n := find(t, r, name).Sent; n != 200/8 {
			t.Errorf("%s: %d requests; want an eighth of 200", name, n)
		}
	}
	for _, route := range r.Routes {
		if route.Good != route.Sent || route.P99 < route.P50 || route.Max < route.P99 {
			t.Errorf("%s: %+v; want all good, and its quantiles in order", route.Name, route)
		}
	}
	busy, current := find(t, r, routeBusy), find(t, r, routeCurrent)
	if r.BusyHits != busy.Sent/2 || service.BusyHits() != r.BusyHits {
		t.Errorf("BusyHits = %d, the service counts %d; want half of %d", r.BusyHits, service.BusyHits(), busy.Sent)
	}
	if n := current.Statuses[http.StatusOK]; n != current.Sent/2 || current.Statuses[http.StatusNotFound] != current.Sent-n {
		t.Errorf("%s: %v; want 200 for half of %d, and 404 for the rest", routeCurrent, current.Statuses, current.Sent)
	}
}

// TestCalls answers each request before the next one is made, so that every call
// finds its order in the right state: orders go their whole way.
func TestCalls(t *testing.T) {
	url, service := startService(t, nil)
	l := newLoad(t, url, 50)
	l.traffic = newTraffic(l.world, 50)
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	for range 200 {
		var target vegeta.Target
		if err := l.target(&target); err != nil {
			t.Fatal(err)
		}
		request, err := target.Request()
		if err != nil {
			t.Fatal(err)
		}
		response, err := transport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
		l.answer(&vegeta.Result{Method: target.Method, URL: target.URL, Code: uint16(response.StatusCode), Headers: response.Header})
	}
	if p := l.Progress(); p.Good != 200 {
		t.Errorf("Progress = %+v; want 200 good", p)
	}
	if orders := service.Orders(); orders["COMPLETE"] != 4 {
		t.Errorf("orders %v; want 4 complete, of the 20 calls that 200 requests have", orders)
	}
}

// TestLoadIsOpen lets no request have its answer before all have been sent.
func TestLoadIsOpen(t *testing.T) {
	t.Parallel()
	var seeded atomic.Bool
	var arrived atomic.Int64
	all := make(chan struct{})
	url, _ := startService(t, func(service http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if seeded.Load() {
				if arrived.Add(1) == 200 {
					close(all)
				}
				<-all
			}
			service.ServeHTTP(w, r)
		})
	})
	l := newLoad(t, url, 0)
	seeded.Store(true)
	if r := l.Run(t.Context()); r.All.Sent != 200 || r.All.Good != 200 {
		t.Errorf("sent %d, good %d; want 200, all good", r.All.Sent, r.All.Good)
	}
}

// TestRunStops cancels a load when its first request is under way. That request
// has its answer before Run returns.
func TestRunStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var seeded atomic.Bool
	url, _ := startService(t, func(service http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if seeded.Load() {
				cancel()
			}
			service.ServeHTTP(w, r)
		})
	})
	l := newLoad(t, url, 50)
	seeded.Store(true)
	if r := l.Run(ctx); r.All.Sent == 0 || r.All.Sent == 200 || r.All.Good != r.All.Sent {
		t.Errorf("sent %d, good %d; want some of 200, all good", r.All.Sent, r.All.Good)
	}
}

func TestBadAnswers(t *testing.T) {
	t.Parallel()
	var seeded atomic.Bool
	url, _ := startService(t, func(service http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case seeded.Load() && strings.HasSuffix(r.URL.Path, "/queue"):
				w.WriteHeader(http.StatusServiceUnavailable)
			case seeded.Load() && r.Method == http.MethodPost:
				panic(http.ErrAbortHandler) // hangs up without an answer
			default:
				service.ServeHTTP(w, r)
			}
		})
	})
	l := newLoad(t, url, 50)
	seeded.Store(true)
	r := l.Run(t.Context())
	queue, created := find(t, r, routeMerchants), find(t, r, create.route())
	if queue.Good != 0 || queue.Statuses[http.StatusServiceUnavailable] != queue.Sent {
		t.Errorf("%s: %+v; want only 503, and none good", queue.Name, queue)
	}
	if created.Good != 0 || created.Statuses[0] != created.Sent || !strings.Contains(r.Trouble, "EOF") {
		t.Errorf("%s: %+v, trouble %q; want no answer, and EOF", created.Name, created, r.Trouble)
	}
	if want := r.All.Sent - queue.Sent - created.Sent; r.All.Good != want {
		t.Errorf("%d of %d are good; want %d", r.All.Good, r.All.Sent, want)
	}
	if p := l.Progress(); p.Good != r.All.Good || p.Bad != r.All.Sent-r.All.Good {
		t.Errorf("Progress = %+v; want what the report has: %d of %d good", p, r.All.Good, r.All.Sent)
	}
}

func TestQuantile(t *testing.T) {
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(i + 1)
	}
	tests := []struct {
		name    string
		sorted  []time.Duration
		percent int
		want    time.Duration
	}{
		{"one", hundred[:1], 99, 1},
		{"two", hundred[:2], 50, 1},
		{"three", hundred[:3], 50, 2},
		{"p50 of a hundred", hundred, 50, 50},
		{"p99 of a hundred", hundred, 99, 99},
		{"p99 of ten", hundred[:10], 99, 10},
		{"the largest", hundred, 100, 100},
		{"none", nil, 50, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := quantile(tt.sorted, tt.percent); got != tt.want {
				t.Errorf("quantile of %d values, %d percent = %d; want %d", len(tt.sorted), tt.percent, got, tt.want)
			}
		})
	}
}
