package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"runtime/pprof"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/lab/internal/fakeorders"
)

// startOrders starts a service that has no database, and a ping.
func startOrders(t *testing.T) (url string) {
	t.Helper()
	routes := http.NewServeMux()
	routes.Handle("/", (&fakeorders.Service{}).Handler())
	routes.HandleFunc("GET /ping", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "pong") })
	return startHandler(t, routes)
}

// startHandler starts a service that ends at t's end.
func startHandler(t *testing.T, handler http.Handler) (url string) {
	t.Helper()
	service := httptest.NewServer(handler)
	t.Cleanup(service.Close)
	return service.URL
}

func TestServeLineup(t *testing.T) {
	lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0", "-no-statsd", "(step 2 sends them)")
	lab.tell(t, "lineup -n 3 -order busy,current,merchants,customers "+startOrders(t))
	said := lab.readUntilDone(t)
	want := `lookup                       requests  good   connections            goroutines
GET /drivers/{id}/busy              3     3      0 -> 0     (+0)        -
GET /drivers/{id}/current           3     3      0 -> 0     (+0)        -
GET /merchants/{id}/queue           3     3      0 -> 0     (+0)        -
GET /customers/{id}/orders          3     3      0 -> 0     (+0)        -
goroutines: (step 2 sends them)
`
	if said["print"] != want {
		t.Errorf("printed\n%s\nwant\n%s", said["print"], want)
	}
	if !strings.Contains(said["progress"], "GET /drivers/{id}/busy: 0/3\n") {
		t.Errorf("no progress of a lookup:\n%s", said["progress"])
	}
}

func TestServeBytes(t *testing.T) {
	debug := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/debug/pprof/heap") {
			pprof.Lookup("heap").WriteTo(w, 1)
			return
		}
		io.WriteString(w, "goroutine profile: total 12\n")
	}))
	defer debug.Close()
	lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0")
	lab.tell(t, "bytes -n 3 -debug "+debug.URL+" -pid 0 "+startOrders(t))
	said := lab.readUntilDone(t)["print"]
	for _, want := range []string{
		"3 requests of one lookup           at first        misses            hits   difference       a hit\n",
		"\n  goroutines                             12            12              12            0        0.00\n",
		"\nthe database, and what sends the requests\n  connections                             0             0               0 ",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the table has no %q:\n%s", want, said)
		}
	}
}

// TestServeCensusFails holds that the lab ends when there is nothing to measure.
func TestServeCensusFails(t *testing.T) {
	url := startOrders(t)
	for _, command := range []string{
		"lineup -n 0 " + url,
		"lineup -n 1 -order busy " + url,
		"lineup -all " + url,
		"bytes -n 1 -debug " + url + " " + url, // it has no profiles
		"bytes -all " + url,
	} {
		t.Run(command[:strings.Index(command, " http")], func(t *testing.T) {
			lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0")
			lab.tell(t, command)
			lab.discard()
			if code := <-lab.done; code != 1 {
				t.Errorf("exit code = %d; want 1", code)
			}
		})
	}
}

func TestServeCensusWantsDatabase(t *testing.T) {
	for _, command := range []string{"lineup -n 1 http://127.0.0.1:1", "bytes -n 1 http://127.0.0.1:1"} {
		lab := startServe(t, t.Context())
		lab.tell(t, command)
		if code := <-lab.done; code != 1 {
			t.Errorf("%s: exit code = %d; want 1", command, code)
		}
	}
}

// TestServeStopsLineup ends stdin while a line-up is under way.
func TestServeStopsLineup(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	service := httptest.NewServer((&fakeorders.Service{}).Handler())
	lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0", "-statsd", "127.0.0.1:0")
	lab.tell(t, "lineup -n 7000 "+service.URL)
	for line := ""; !strings.HasPrefix(line, "progress GET /customers/{id}/orders: 0"); {
		var err error
		if line, err = lab.stdout.ReadString('\n'); err != nil {
			t.Fatalf("stdout ends with %q, %v; want progress", line, err)
		}
	}
	lab.stdin.Close()
	lab.discard()
	if code := <-lab.done; code != 0 {
		t.Errorf("exit code = %d; want 0", code)
	}
	service.Close()
	if err := goleak.Find(ignore); err != nil {
		t.Error(err)
	}
}

// tell writes a command on the lab's stdin.
func (s *serving) tell(t *testing.T, command string) {
	t.Helper()
	if _, err := io.WriteString(s.stdin, command+"\n"); err != nil {
		t.Fatal(err)
	}
}
