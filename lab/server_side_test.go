package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	driver "github.com/go-sql-driver/mysql"

	"example.com/metricsworkshop/lab/internal/fakeorders"
	"example.com/metricsworkshop/lab/live"
)

// A guest is a fake service that holds connections to the lab's database, and sends
// its gauges to the lab.
type guest struct {
	url string

	leaks  bool // keeps a connection for each hit
	orders fakeorders.Service
	dsn    *driver.Config
	statsd net.Conn

	mu    sync.Mutex
	conns []net.Conn
}

// goroutinesAtRest is what a guest says that it has.
const goroutinesAtRest = 12

// startGuest starts a guest of the lab with one connection. It ends at t's end.
func startGuest(t *testing.T, lab *serving, leaks bool) *guest {
	t.Helper()
	g := &guest{leaks: leaks}
	var err error
	if g.dsn, err = driver.ParseDSN(lab.ready["database"]); err != nil {
		t.Fatal(err)
	}
	if g.statsd, err = net.Dial("udp", lab.ready["statsd"]); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.close)
	if err := g.connect(); err != nil {
		t.Fatal(err)
	}
	handler := g.orders.Handler()
	g.url = startHandler(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { g.serve(handler, w, r) }))
	return g
}

// close gives everything back.
func (g *guest) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.statsd.Close()
	for _, c := range g.conns {
		c.Close()
	}
}

// connect opens a connection that the database counts: one that has its greeting.
func (g *guest) connect() error {
	c, err := net.Dial(g.dsn.Net, g.dsn.Addr)
	if err != nil {
		return err
	}
	g.conns = append(g.conns, c)
	_, err = c.Read(make([]byte, 1024))
	return err
}

func (g *guest) serve(orders http.Handler, w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	hits := g.orders.BusyHits()
	orders.ServeHTTP(w, r)
	if g.leaks && g.orders.BusyHits() > hits {
		if err := g.connect(); err != nil {
			panic(http.ErrAbortHandler) // a bad answer, which fails the test
		}
	}
	fmt.Fprintf(g.statsd, "orders.goroutines:%d|g", goroutinesAtRest+len(g.conns)-1)
}

// TestSides measures a leaky service and a fixed one from two sessions, and the same
// one twice: the verdict holds for the first only.
func TestSides(t *testing.T) {
	const target = 60
	tests := []struct {
		name         string
		leaky, fixed bool // leak
		verdict      string
	}{
		{"as it should be", true, false, "held the guest leaks: 48 lookups that found a driver left 48 goroutines and 48 connections behind. "},
		{"fixed on both sides", false, false, "not-held the first service did not leak: after 48 "},
		{"leaky on both sides", true, true, "not-held the second service leaks: after 48 "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0", "-statsd", "127.0.0.1:0", "-page", "127.0.0.1:0", "-control")
			leaky := side(t, lab, "leaky", tt.leaky, fmt.Sprintf("-target %d", target))
			fixed := side(t, lab, "fixed", tt.fixed, fmt.Sprintf("-hits %d", leaky.Hits))
			for _, r := range []live.Done{leaky, fixed} {
				if r.Hits != target-goroutinesAtRest || r.Good != r.Hits || r.GoroutinesBefore != goroutinesAtRest || r.Restless || r.Trouble != nil {
					t.Errorf("%+v; want %d good answers about busy drivers", r, target-goroutinesAtRest)
				}
				if (r.RSSBefore == nil || *r.RSSAfter < 1<<20) && runtime.GOOS != "windows" {
					t.Errorf("%+v; want the memory of the process", r)
				}
			}
			file := filepath.Join(t.TempDir(), "a report.html")
			lab.tell(t, "compare -o "+file+` {"made":"2026-01-02","machine":"","load":"","delay":"","command":""}`)
			said := lab.readUntilDone(t)
			if !strings.HasPrefix(said["verdict"], tt.verdict) {
				t.Errorf("the verdict is %q; want %q", said["verdict"], tt.verdict)
			}
			grown := map[bool]string{true: "+48", false: "+0"}
			want := fmt.Sprintf("  more than before %26s %14s\n", grown[tt.leaky], grown[tt.fixed])
			if strings.Count(said["print"], want) != 2 {
				t.Errorf("the table has not twice %q:\n%s", want, said["print"])
			}
			checkReport(t, lab, file)
			checkSides(t, lab.state(t))
		})
	}
}

// side starts a guest and measures it, as a session of its own.
func side(t *testing.T, lab *serving, label string, leaks bool, size string) live.Done {
	t.Helper()
	g := startGuest(t, lab, leaks)
	defer g.close()
	c, _ := lab.steer(t)
	service := live.Service{Name: "the guest", Step: 4, State: live.ServiceRunning, URL: g.url, PID: os.Getpid()}
	c.tell(t, "take")
	c.expect(t, "free")
	c.tell(t, "service "+encode(service))
	c.tell(t, fmt.Sprintf("side -label %s -rate 100 %s %s", label, size, g.url))
	said := (&serving{stdout: c.lines}).readUntilDone(t)
	var done live.Done
	if err := json.Unmarshal([]byte(said["result"]), &done); err != nil {
		t.Fatalf("the result is %q, %v; it printed %q", said["result"], err, said["print"])
	}
	service.State = live.ServiceStopped
	c.tell(t, "service "+encode(service))
	return done
}

// checkReport requires that the file is the page that the lab serves as its report.
func checkReport(t *testing.T, lab *serving, file string) {
	t.Helper()
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Get(lab.ready["page"] + "report")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	served, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || string(served) != string(written) {
		t.Errorf("/report: %d, %v, %d bytes; want the %d bytes of the file", response.StatusCode, err, len(served), len(written))
	}
	if entries, _ := os.ReadDir(filepath.Dir(file)); len(entries) != 1 {
		t.Errorf("the folder has %v; want the report alone", entries)
	}
}

// checkSides requires that the page has both sides with samples of their load.
func checkSides(t *testing.T, state live.State) {
	t.Helper()
	if len(state.Sides) != 2 || state.Sides[0].Label != "leaky" || state.Sides[1].Label != "fixed" || state.Verdict == "" {
		t.Fatalf("%d sides, verdict %q; want leaky and fixed", len(state.Sides), state.Verdict)
	}
	for _, s := range state.Sides {
		under := 0
		for _, sample := range s.Samples {
			if sample.At < s.Began-sideBefore.Milliseconds() {
				t.Errorf("%s: a sample of %d; want none before %d", s.Label, sample.At, s.Began)
			}
			if sample.Load != nil {
				under++
			}
		}
		if under == 0 || s.Ended <= s.Began || s.Service != "the guest" {
			t.Errorf("%s: from %d to %d, %d of %d samples under load, service %q", s.Label, s.Began, s.Ended, under, len(s.Samples), s.Service)
		}
	}
}

// TestSideFails holds that a side that cannot be is told, and the lab goes on.
func TestSideFails(t *testing.T) {
	lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0", "-statsd", "127.0.0.1:0")
	for command, want := range map[string]string{
		"side -label leaky -rate 10 -hits 1 " + startOrders(t):                          "leaky did not run: the service sends no gauge",
		"side -label fixed -rate 10 -hits 1 " + startHandler(t, http.NotFoundHandler()): "fixed did not run: seed orders: ",
		"side -label leaky -rate 0 -hits 1 http://127.0.0.1:1":                          "leaky did not run: load: the rate is 0",
		`compare {"made":"","machine":"","load":"","delay":"","command":""}`:            "a comparison takes two sides, and there are 0",
		"side -label leaky -rate 10 -target 12 " + startGuest(t, lab, false).url:        "leaky did not run: the service has 12 goroutines at rest already",
	} {
		lab.tell(t, command)
		said := lab.readUntilDone(t)
		if !strings.HasPrefix(said["print"], want) || said["result"]+said["verdict"] != "" {
			t.Errorf("%s: %q; want %q, and no result", command, said, want)
		}
	}
}

// TestReportFails keeps the verdict when the report cannot be written.
func TestWriteReportFails(t *testing.T) {
	dir := t.TempDir()
	if err := writeReport(filepath.Join(dir, "nowhere", "report.html"), live.Comparison{}); err == nil || !strings.Contains(err.Error(), "a folder that exists") {
		t.Errorf("a report in no folder: %v; want an error that says what to do", err)
	}
	if err := writeReport(dir, live.Comparison{}); err == nil {
		t.Error("a report in place of a folder: no error")
	}
	if entries, _ := os.ReadDir(filepath.Dir(dir)); len(entries) != 1 {
		t.Errorf("there are %v; want nothing that is left over", entries)
	}
}

func TestCutFile(t *testing.T) {
	tests := []struct{ args, file, text string }{
		{`{"a":1}`, "", `{"a":1}`},
		{`-o report.html {"a":1}`, "report.html", `{"a":1}`},
		{`-o C:\My files\{x}.html {"a":"-o {"}`, `C:\My files\{x}.html`, `{"a":"-o {"}`},
		{`-o "a \"b\" {\"c.html" {"a":1}`, `a "b" {"c.html`, `{"a":1}`},
	}
	for _, tt := range tests {
		if file, text, err := cutFile(tt.args); file != tt.file || text != tt.text || err != nil {
			t.Errorf("cutFile(%q) = %q, %q, %v; want %q and %q", tt.args, file, text, err, tt.file, tt.text)
		}
	}
}
