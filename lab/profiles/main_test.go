package profiles

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/pprof"
	"os"
	"regexp"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/lab/live"
)

// homes are the variables that say where a user's own files are.
var homes = []string{"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "USERPROFILE", "AppData", "LocalAppData", "PPROF_TMPDIR"}

// TestMain runs the tests in an empty home, for pprof's settings are read from there.
func TestMain(m *testing.M) {
	home, err := os.MkdirTemp("", "profiles")
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range homes {
		if err := os.Setenv(name, home); err != nil {
			log.Fatal(err)
		}
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		os.RemoveAll(home)
		os.Exit(code)
	}))
}

// startService starts a service with net/http/pprof, which is this process. It ends
// at tb's end.
func startService(tb testing.TB) live.Service {
	tb.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	return serve(tb, mux)
}

// serve starts a service with a debug listener of its own. It ends at tb's end.
func serve(tb testing.TB, debug http.Handler) live.Service {
	tb.Helper()
	server := httptest.NewServer(debug)
	tb.Cleanup(server.Close)
	return live.Service{
		Name:  "solutions/step04-pprof",
		Step:  4,
		State: live.ServiceRunning,
		Debug: server.URL,
	}
}

// of returns Profiles of one service.
func of(s live.Service) *Profiles {
	return New(Options{Target: always(s)})
}

func always(s live.Service) func() live.Service {
	return func() live.Service { return s }
}

// leak is what n goroutines stand in after parked(tb, n).
func leak(started *sync.WaitGroup, stop <-chan struct{}) {
	started.Done()
	<-stop
}

// parked starts n goroutines, which stand in leak until tb's end.
func parked(tb testing.TB, n int) {
	tb.Helper()
	stop := make(chan struct{})
	var started, ended sync.WaitGroup
	started.Add(n)
	for range n {
		ended.Go(func() { leak(&started, stop) })
	}
	started.Wait()
	tb.Cleanup(func() {
		close(stop)
		ended.Wait()
	})
}

// take takes a snapshot, which lasts a second if its kind lasts at all.
func take(tb testing.TB, p *Profiles, kind string) Snapshot {
	tb.Helper()
	s, err := p.Take(tb.Context(), kind, 1)
	if err != nil {
		tb.Fatalf("Take(%s) = %v", kind, err)
	}
	return s
}

// visit returns p's answer to a GET request.
func visit(p *Profiles, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	p.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}

// page returns a page of pprof's, which must be there.
func page(tb testing.TB, p *Profiles, target string) string {
	tb.Helper()
	w := visit(p, target)
	if w.Code != http.StatusOK {
		tb.Fatalf("GET %s = %d %s; want 200", target, w.Code, w.Body)
	}
	body, err := io.ReadAll(w.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return string(body)
}

// A topRow is a line of pprof's page top.
type topRow struct {
	Name      string
	Flat, Cum int64
}

var topTable = regexp.MustCompile(`makeTopTable\(\s*(\d+)\s*,\s*(\[.*\])\);`)

// top returns what a snapshot's page top has of the function leak: goroutines that
// stand in it, and the total that pprof reckons shares of.
func top(tb testing.TB, p *Profiles, s Snapshot) (leaked, total int64) {
	tb.Helper()
	match := topTable.FindStringSubmatch(page(tb, p, s.URL+"top"))
	if match == nil {
		tb.Fatalf("%stop has no table", s.URL)
	}
	var rows []topRow
	if err := json.Unmarshal([]byte(match[2]), &rows); err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal([]byte(match[1]), &total); err != nil {
		tb.Fatal(err)
	}
	for _, row := range rows {
		if row.Name == leakName {
			leaked = row.Cum
		}
	}
	return leaked, total
}

const leakName = "example.com/metricsworkshop/lab/profiles.leak"
