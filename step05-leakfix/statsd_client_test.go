package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/statsdtest"
	"example.com/metricsworkshop/internal/verdict"
)

// TestStatsDClient proves task 2.4: no server is normal, and neither its coming
// nor its going costs more than a line in the log.
func TestStatsDClient(t *testing.T) {
	before := goleak.IgnoreCurrent()
	v := verdict.For(t, "2.4")
	t.Cleanup(func() { // after the servers' own
		if err := goleak.Find(before); err != nil && v.OK() {
			v.Wrong(verdict.Finding{Called: "the stop that startStatsD returned", Got: "still running: " + strings.Join(onTop.FindAllString(err.Error(), -1), ", "), Want: "no goroutine left of what was started",
				Why: "a client that is not closed keeps its goroutine, its socket, and the metrics that it has not sent yet"})
		}
	})
	for _, check := range []func(*testing.T, *verdict.Verdict){packets, callsNewStatsD, anHourWithoutServer, serverComesLate, serverGoesAway, swapUnderLoad} {
		if check(t, v); !v.OK() {
			return
		}
	}
}

// onTop is the function in which goleak found a goroutine.
var onTop = regexp.MustCompile(`\S+ on top`)

// logged is a log that a test may read while it is written.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// eventually waits until condition holds, and reports whether it did. The limit is
// for a test that fails, not for one that passes.
func eventually(condition func() bool) bool {
	for began := time.Now(); time.Since(began) < 5*time.Second; time.Sleep(time.Millisecond) {
		if condition() {
			return true
		}
	}
	return false
}

// packets checks that what leaves this machine fits into a packet of Ethernet.
func packets(_ *testing.T, v *verdict.Verdict) {
	for _, addr := range []string{"10.0.0.7:8125", "statsd.example.com:8125"} {
		if size := packetSize(addr); size > 1440 {
			v.Wrong(verdict.Finding{Called: fmt.Sprintf("packetSize(%q)", addr), Got: fmt.Sprint(size), Want: "1440 at most",
				Why: "a network cuts what is longer than 1,500 bytes, and one lost piece loses it all"})
		}
	}
}

// callsNewStatsD checks that the other tests can see the attempts: a loop that they
// cannot see, and that does not look at its context, would never end.
func callsNewStatsD(t *testing.T, v *verdict.Verdict) {
	a, restore := watchAttempts()
	defer restore()
	server := statsdtest.Reserve(t)
	release, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		stop, err := startStatsD(server.Addr(), discard)
		<-release
		if err == nil {
			stop()
		}
	}()
	seen := eventually(func() bool { return a.count() > 0 })
	close(release)
	if seen {
		eventually(func() bool { return closed(ended) }) // if it never is, the next test says so
		return
	}
	v.Wrong(verdict.Finding{Called: "startStatsD", Got: "no call of newStatsD", Want: "one at least",
		Why: "newStatsD is statsd.New, under a name that a test can watch: somebody has to make the client, and with that one"})
}

func serverComesLate(t *testing.T, v *verdict.Verdict) {
	a, restore := watchAttempts()
	defer restore()
	server := statsdtest.Reserve(t)
	stop, err := startStatsD(server.Addr(), discard)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	eventually(func() bool { return a.count() > 0 })
	a.force(nil)
	server.Listen()
	wrong := func(got, want, why string) {
		v.Wrong(verdict.Finding{Called: "startStatsD, before a server comes up", Got: got, Want: want, Why: why})
	}
	if !eventually(func() bool { return statsD.Load() != nil }) {
		wrong("no client after the server has come up", "a client", "the next attempt succeeds, and its client is the one to use")
		return
	}
	IncrementInStatsD("late.calls")
	stop()
	if statsD.Load() != nil {
		wrong("a client after stop", "none", "a closed client still takes metrics, and loses them")
		statsD.Store(nil)
		return
	}
	server.Wait("late.calls, sent after the server came up", func(line string) bool { return line == "late.calls:1|c" })
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func serverGoesAway(t *testing.T, v *verdict.Verdict) {
	server, log := statsdtest.Start(t), &logged{}
	stop, err := startStatsD(server.Addr(), slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	if !eventually(func() bool { return statsD.Load() != nil }) {
		v.Wrong(verdict.Finding{Called: "startStatsD, with a server", Got: "no client", Want: "a client", Why: "New returned one without an error"})
		return
	}
	server.Stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for range 100 { // every other packet is an error
			IncrementInStatsD("away.calls")
			statsD.Load().Flush()
		}
	}()
	if !eventually(func() bool { return closed(ended) }) {
		v.Wrong(verdict.Finding{Called: "IncrementInStatsD, after the server went away", Got: "a call that never returns", Want: "a lost metric",
			Why: "the client holds its lock while it calls the error handler: a handler that uses the client waits for itself, and every request with it"})
		statsD.Store(nil) // or stop would wait as well
		return
	}
	if warnings := strings.Count(log.String(), "level=WARN"); warnings != 1 && runtime.GOOS != "windows" {
		v.Wrong(verdict.Finding{Called: "100 packets, after the server went away", Got: fmt.Sprintf("%d warnings in the log", warnings), Want: "1",
			Why: "without an error handler nobody learns of it; with a line for each packet nobody reads the log"})
	}
	server.Listen()
	IncrementInStatsD("back.calls")
	statsD.Load().Flush() // may still tell of the packet before
	IncrementInStatsD("back.calls")
	stop()
	server.Wait("back.calls, sent after the server came back", func(line string) bool { return line == "back.calls:1|c" })
}

// swapUnderLoad starts and stops the client while requests use it. The race
// detector judges.
func swapUnderLoad(t *testing.T, v *verdict.Verdict) {
	server := statsdtest.Start(t)
	ended := make(chan struct{})
	var requests sync.WaitGroup
	for range 4 {
		requests.Go(func() {
			for !closed(ended) {
				timing := TimingInStatsD()
				IncrementInStatsD("swap.calls")
				GaugeKeyInStatsD("swap.goroutines", 1)
				SendInStatsD("swap.time", timing)
				runtime.Gosched()
			}
		})
	}
	for range 3 {
		stop, err := startStatsD(server.Addr(), discard)
		if err != nil {
			t.Fatal(err)
		}
		eventually(func() bool { return statsD.Load() != nil })
		stop()
	}
	close(ended)
	requests.Wait()
	server.Wait("swap.calls, while clients came and went", func(line string) bool { return line == "swap.calls:1|c" })
}
