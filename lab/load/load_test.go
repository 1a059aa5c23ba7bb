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

	"example.com/metricsworkshop/internal/loadlimits"
)

func TestOptions(t *testing.T) {
	good := Options{URL: "http://127.0.0.1:8080", Rate: 100, For: 20 * time.Second, Hits: 50}
	tests := []struct {
		name   string
		change func(*Options)
		want   string // part of the error; "" for none
	}{
		{"good", func(*Options) {}, ""},
		{"the most", func(o *Options) { o.Rate, o.For = 300, loadlimits.MaxFor; o.Hits = 33 }, ""},
		{"the fastest", func(o *Options) { o.Rate, o.For, o.Hits = loadlimits.MaxRate, time.Minute, 100 }, ""},
		{"the least", func(o *Options) { o.Rate, o.For, o.Hits = 1, loadlimits.MinFor, 0 }, ""},
		{"a number", func(o *Options) { o.For, o.Requests = 0, 790 }, ""},
		{"one", func(o *Options) { o.For, o.Requests = 0, 1 }, ""},
		{"a lookup", func(o *Options) { o.Lookup = loadlimits.Busy }, ""},
		{"the most of a lookup", func(o *Options) { o.For, o.Requests, o.Lookup, o.Hits = 0, loadlimits.MaxFound, "busy", 100 }, ""},
		{"the most receipts", func(o *Options) { o.For, o.Receipts = time.Minute, 50 }, ""},
		{"no scheme", func(o *Options) { o.URL = "127.0.0.1:8080" }, "begins with http://"},
		{"no rate", func(o *Options) { o.Rate = 0 }, "from 1 to 1000"},
		{"rate", func(o *Options) { o.Rate = loadlimits.MaxRate + 1 }, "from 1 to 1000"},
		{"short", func(o *Options) { o.For = loadlimits.MinFor - 1 }, "from 1s to 10m0s"},
		{"long", func(o *Options) { o.For = loadlimits.MaxFor + 1 }, "from 1s to 10m0s"},
		{"no end", func(o *Options) { o.For = 0 }, "one of the two says when it ends"},
		{"two ends", func(o *Options) { o.Requests = 790 }, "one of the two says when it ends"},
		{"requests below", func(o *Options) { o.For, o.Requests = 0, -1 }, "from 1 to 180000"},
		{"requests above", func(o *Options) { o.For, o.Requests = 0, loadlimits.MaxRequests+1 }, "from 1 to 180000"},
		{"slow requests", func(o *Options) { o.For, o.Requests, o.Rate = 0, 601, 1 }, "10m1s; it is from 1s to 10m0s"},
		{"hits below", func(o *Options) { o.Hits = -1 }, "from 0 to 100"},
		{"hits above", func(o *Options) { o.Hits = 101 }, "from 0 to 100"},
		{"another lookup", func(o *Options) { o.Lookup = "orders" }, "there are customers, merchants, current, busy"},
		{"receipts below", func(o *Options) { o.Receipts = -1 }, "from 0 to 50"},
		{"receipts above", func(o *Options) { o.Receipts = 51 }, "from 0 to 50"},
		{"receipts of a lookup", func(o *Options) { o.Lookup, o.Receipts = "busy", 1 }, "has no receipts"},
		{"in all", func(o *Options) { o.Rate, o.For = loadlimits.MaxRate, loadlimits.MaxFor }, "600000 requests; 180000 are the most"},
		{"found", func(o *Options) { o.Rate, o.For, o.Hits = 300, loadlimits.MaxFor, 34 }, "7650 requests of a lookup find a driver; 7500 are the most"},
		{"found by one lookup", func(o *Options) { o.Lookup, o.Rate, o.For, o.Hits = "current", 200, time.Minute, 100 }, "12000 requests"},
		{"receipts in all", func(o *Options) { o.Receipts, o.Rate, o.For = 25, 201, time.Minute }, "3015 receipts; 3000 are the most"},
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

// TestRunOfOneLookup sends an exact number of requests for one lookup, each of
// which finds a driver.
func TestRunOfOneLookup(t *testing.T) {
	t.Parallel()
	url, service := startService(t, nil)
	l := seeded(t, Options{URL: url, Rate: 500, Requests: 79, Lookup: loadlimits.Busy, Hits: 100})
	r := l.Run(t.Context())
	if r.BusyHits != 79 || service.BusyHits() != 79 || len(r.Routes) != 1 || r.All.Sent != 79 {
		t.Errorf("%+v and %d hits in the service; want 79 hits and nothing else", r, service.BusyHits())
	}
	if r.GoodRate != r.Rate {
		t.Errorf("%v requests a second, %v of them good; want all", r.Rate, r.GoodRate)
	}
}

// TestCalls answers each request before the next one is made, so that every call
// finds its order in the right state: orders go their whole way.
func TestCalls(t *testing.T) {
	url, service := startService(t, nil)
	l := newLoad(t, url, 50)
	inTurn(t, l, 200)
	if p := l.Progress(); p.Good != 200 {
		t.Errorf("Progress = %+v; want 200 good", p)
	}
	if orders := service.Orders(); orders["COMPLETE"] != 4 {
		t.Errorf("orders %v; want 4 complete, of the 20 calls that 200 requests have", orders)
	}
}

// TestReceiptIsText asks for receipts, which are good as plain text only.
func TestReceiptIsText(t *testing.T) {
	tests := []struct {
		name, contentType string
		good              bool
	}{
		{"text", "text/plain", true},
		{"text with its charset", "text/plain; charset=utf-8", true},
		{"HTML", "text/html", false},
		{"nothing", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url, service := startService(t, func(service http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if strings.HasSuffix(r.URL.Path, "/receipt") {
						w.Header()["Content-Type"] = []string{tt.contentType}
						return
					}
					service.ServeHTTP(w, r)
				})
			})
			l := seeded(t, Options{URL: url, Rate: 200, Requests: 80, Receipts: loadlimits.MaxReceiptShare})
			before := service.Orders()["CREATED"]
			inTurn(t, l, 80)
			r := l.log.report()
			created, receipts := find(t, r, create.route()), find(t, r, routeReceipt)
			if created.Good != 40 || receipts.Sent != 40 || service.Orders()["CREATED"] != before+40 {
				t.Errorf("%d orders and %d receipts; want 40 of each", created.Good, receipts.Sent)
			}
			if want := map[bool]int{true: 40}[tt.good]; receipts.Good != want {
				t.Errorf("%d receipts are good; want %d", receipts.Good, want)
			}
		})
	}
}

// inTurn sends so many of the load's requests, each when the one before it has its
// answer.
func inTurn(t *testing.T, l *Load, requests int) {
	t.Helper()
	l.traffic = newTraffic(l.world, l.options)
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	for range requests {
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
	if want := r.Rate * (float64(r.All.Good) / float64(r.All.Sent)); r.GoodRate != want {
		t.Errorf("%v good answers a second; want %v", r.GoodRate, want)
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
