package census

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/lab/internal/fakeorders"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A fake is a service that keeps a connection, and has a goroutine for it, for each
// request that asks for a driver who is busy. Its pool keeps what is idle, and opens
// a connection when none is.
type fake struct {
	url    string
	orders fakeorders.Service
	cap    int // connections at most; 0 for no limit

	mu         sync.Mutex
	open, idle int
	samples    int
	hits       int
}

// startFake starts a fake, which ends at t's end.
func startFake(t *testing.T, limit int) *fake {
	t.Helper()
	f := &fake{cap: limit}
	handler := f.orders.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer f.gauge()
		if r.URL.Path == "/ping" {
			return
		}
		if !f.take() {
			http.Error(w, "too many connections", http.StatusServiceUnavailable)
			return
		}
		if strings.HasSuffix(r.URL.Path, "/receipt") {
			fmt.Fprint(w, "RECEIPT")
		} else {
			handler.ServeHTTP(w, r)
		}
		f.giveBack(f.orders.BusyHits())
	}))
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

func (f *fake) take() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.idle > 0 {
		f.idle--
		return true
	}
	if f.cap > 0 && f.open >= f.cap {
		return false
	}
	f.open++
	return true
}

// giveBack gives the connection back, unless a driver was found busy with it.
func (f *fake) giveBack(hits int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if hits > f.hits {
		f.hits = hits
		return
	}
	f.idle++
}

func (f *fake) gauge() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.samples++
}

func (f *fake) connections() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.open
}

// latest is the gauge as it comes.
func (f *fake) latest() (goroutines, samples int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return 7 + f.open, f.samples
}

// startDebug starts a debug listener with two profiles: the heap's is of this process,
// whose goroutines no test could hold still.
func startDebug(t *testing.T) (url string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.String() {
		case "/debug/pprof/goroutine?debug=1":
			io.WriteString(w, "goroutine profile: total 12\n")
		case "/debug/pprof/heap?debug=1&gc=1":
			pprof.Lookup("heap").WriteTo(w, 1)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}
