package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/pprof/profile"
	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/verdict"
)

// startDebugServer starts the debug listener on a free port until the test ends,
// and returns its address as logged.
func startDebugServer(t *testing.T) string {
	var log bytes.Buffer
	stop, err := startDebug("127.0.0.1:0", slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	t.Cleanup(noWaitProfiles)
	logged := regexp.MustCompile(`msg="debug listener" addr=(\S+)`).FindStringSubmatch(log.String())
	if logged == nil {
		t.Fatalf("log = %q; want the line that says where the debug listener is", log.String())
	}
	return logged[1]
}

// noWaitProfiles turns off what a debug listener turns on.
func noWaitProfiles() {
	runtime.SetBlockProfileRate(0)
	runtime.SetMutexProfileFraction(0)
}

// TestDebugListener starts and stops the debug listener: it serves this machine
// only, and leaves nothing behind.
func TestDebugListener(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) })
	addr := startDebugServer(t)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

	for host, served := range map[string]bool{
		addr: true, "localhost:6060": true, "LOCALHOST": true, "[::1]:6060": true, "127.0.0.2": true,
		"evil.example:6060": false, "127.0.0.1.evil.example": false, "10.0.0.1:6060": false, "localhost.evil.example": false,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr+"/no/such/route", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		response, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if refused := response.StatusCode == http.StatusForbidden; refused == served {
			t.Errorf("GET for host %q = %d %.60q; want it served: %v", host, response.StatusCode, body, served)
		}
	}
}

// TestDebugSettings checks what startDebug makes of DEBUG_ADDR.
func TestDebugSettings(t *testing.T) {
	stop, err := startDebug("off", discard)
	if err != nil {
		t.Fatalf("startDebug(off) = %v; want no listener and no error", err)
	}
	stop()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for addr, want := range map[string]string{"6060": "host:port", taken.Addr().String(): "set DEBUG_ADDR to another"} {
		if _, err := startDebug(addr, discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("startDebug(%q) = %v; want an error with %q", addr, err, want)
		}
	}
	for _, tt := range []struct {
		own, asked string
		want       int
	}{
		{"10.1.2.3", "10.1.2.3:6060", http.StatusNotFound},
		{"MyHost", "myhost:6060", http.StatusNotFound},
		{"", "", http.StatusForbidden}, // DEBUG_ADDR=:6060, and a request of HTTP/1.0
	} {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.Host = tt.asked
		answer := httptest.NewRecorder()
		ownHostOnly(tt.own, http.NotFoundHandler()).ServeHTTP(answer, r)
		if answer.Code != tt.want {
			t.Errorf("a listener on %q, asked for host %q = %d %q; want %d", tt.own, tt.asked, answer.Code, answer.Body, tt.want)
		}
	}
}

// TestWaitProfiles proves task 4.5: a long wait is in the block profile, and who
// makes others wait is in the mutex profile, now and then.
func TestWaitProfiles(t *testing.T) {
	v := verdict.For(t, "4.5")
	t.Cleanup(noWaitProfiles)
	profileWaits()
	switch fraction := runtime.SetMutexProfileFraction(-1); {
	case fraction == 0:
		v.Wrong(verdict.Finding{Called: "profileWaits()", Got: "a mutex fraction of 0", Want: "10 to 1000",
			Why: "the mutex profile is off by default, and stays empty: runtime.SetMutexProfileFraction"})
	case fraction < 10 || fraction > 1000:
		v.Wrong(verdict.Finding{Called: "profileWaits()", Got: fmt.Sprintf("a mutex fraction of %d: of so many contended unlocks one is sampled", fraction), Want: "10 to 1000",
			Why: "few enough that a busy lock does not pay a stack for each of its unlocks, and enough to see who holds it"})
	}
	for depth := range 3 { // one might be seen by chance
		waitLong(depth, time.After(20*time.Millisecond))
	}
	if blockStacks(t, "waitLong") < 3 {
		v.Wrong(verdict.Finding{Called: "profileWaits(), and then three waits of 20 ms", Got: "a block profile without them", Want: "these waits in the block profile",
			Why: "the block profile is off by default, and stays empty: runtime.SetBlockProfileRate, in nanoseconds. A wait as long as the rate, or longer, is always in it"})
	}
	if seen := shortWaitsSeen(t); seen > shortWaits*7/8 {
		v.Wrong(verdict.Finding{Called: fmt.Sprintf("profileWaits(), and then %d waits of a few microseconds", shortWaits), Got: fmt.Sprintf("%d of them in the block profile", seen), Want: "hardly any",
			Why: "a service waits that long many thousands of times a second, and pays for a stack each time: runtime.SetBlockProfileRate takes nanoseconds, so 1_000_000 is 1 ms"})
	}
}

// shortWaits is how many waits of a few microseconds TestWaitProfiles does. Each has
// a stack of its own, so that the block profile tells how many of them it has seen.
const shortWaits = 64

// shortWaitsSeen waits shortWaits times, and returns how many of them are in the
// block profile.
func shortWaitsSeen(t *testing.T) int {
	before := blockStacks(t, "waitShortly") // of earlier runs of this test: the profile only grows
	for depth := range shortWaits {
		done := make(chan time.Time)
		go func() {
			defer close(done)
			var sum [sha256.Size]byte
			for range 40 { // the few microseconds
				sum = sha256.Sum256(sum[:])
			}
		}()
		waitShortly(depth, done)
	}
	return blockStacks(t, "waitShortly") - before
}

// waitLong and waitShortly wait depth calls below themselves: each depth is another stack.
func waitLong(depth int, until <-chan time.Time) {
	if depth > 0 {
		waitLong(depth-1, until)
		return
	}
	<-until
}

func waitShortly(depth int, until <-chan time.Time) {
	if depth > 0 {
		waitShortly(depth-1, until)
		return
	}
	<-until
}

// blockStacks is in how many stacks of the block profile a function waits.
func blockStacks(t *testing.T, function string) int {
	var b bytes.Buffer
	if err := pprof.Lookup("block").WriteTo(&b, 0); err != nil {
		t.Fatal(err)
	}
	p, err := profile.ParseData(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	stacks := 0
	for _, s := range p.Sample {
		if slices.ContainsFunc(s.Location, func(l *profile.Location) bool {
			return slices.ContainsFunc(l.Line, func(line profile.Line) bool { return strings.HasSuffix(line.Function.Name, "."+function) })
		}) {
			stacks++
		}
	}
	return stacks
}
