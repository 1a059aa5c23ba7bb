package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/collector"
	"example.com/metricsworkshop/internal/lesson"
	"example.com/metricsworkshop/internal/statsdserver"
)

const (
	// startAndStop is how long the service may take to start or to stop, whatever
	// its collector does. Its own limits are 3 s each; without them it would wait
	// for the agent, which tries again after 15 s, and gives each call 20 s.
	startAndStop = 10 * time.Second

	// A goroutine that stays for each of underFault requests makes more than
	// maxGoroutines. The pool's idle connections have one each, at most 64.
	underFault    = 600
	maxGoroutines = 200
)

// faults are what may befall a collector. Each is noticed when a harvest has failed
// or waits.
var faults = []struct {
	name    string
	befall  func(*newRelic)
	noticed func(*newRelic, *service) bool
}{
	{"killed", (*newRelic).kill, func(_ *newRelic, s *service) bool { return strings.Contains(s.log.String(), "harvest failure") }},
	{"hung", (*newRelic).hang, func(c *newRelic, _ *service) bool { return c.held.Load() > 0 }},
}

// TestCollectorFails takes the collector away from the service of step 3, before
// the start and under load. The service starts and stops in time, answers every
// request, and keeps no goroutine for any.
func TestCollectorFails(t *testing.T) {
	program := build(t, lesson.Steps[2].Solution())
	for _, fault := range faults {
		t.Run(fault.name+" from the start", func(t *testing.T) {
			c := startNewRelic(t)
			fault.befall(c)
			testUnderFault(t, program, c, func(s *service) {
				s.await(t, "New Relic does not answer")
			})
		})
		t.Run(fault.name+" under load", func(t *testing.T) {
			c := startNewRelic(t)
			testUnderFault(t, program, c, func(s *service) {
				await(t, "the first spans", func() bool { return len(c.agents.Spans()) > 0 })
				fault.befall(c)
				await(t, "a harvest that fails", func() bool { return fault.noticed(c, s) })
			})
		})
	}
}

// testUnderFault runs a service under load. At the end of happen its collector has
// failed.
func testUnderFault(t *testing.T, program string, c *newRelic, happen func(*service)) {
	statsd, err := statsdserver.Listen("127.0.0.1:0", statsdserver.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer statsd.Close()
	dsn := startEmbedded(t)
	began := time.Now()
	s := start(t, program, dsn, "STATSD_ADDR="+statsd.Addr(), "NEW_RELIC_COLLECTOR_URL="+c.server.URL)
	checkInTime(t, "start", began)

	l := seed(t, s.base)
	report := underLoad(t, l, func() {
		happen(s)
		sent := l.Progress().Sent
		await(t, "requests under the fault", func() bool { return l.Progress().Sent >= sent+underFault })
	})
	checkAllGood(t, report)

	hung := c.hung.Load()
	c.recover() // ends the harvests that wait: there is one a second, and all end after 20 s
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	goroutines := 0.0
	await(t, "few goroutines", func() bool {
		get(client, s.base+"/ping")
		goroutines = statsd.Snapshot().Gauges["ping.get.goroutines"]
		return 0 < goroutines && goroutines <= maxGoroutines
	})
	t.Logf("%v goroutines", goroutines)
	c.hung.Store(hung)
	began = time.Now()
	s.end(t)
	checkInTime(t, "stop", began)
}

func checkInTime(t *testing.T, what string, began time.Time) {
	t.Helper()
	if took := time.Since(began); took > startAndStop {
		t.Errorf("the service took %v to %s; want at most %v", took, what, startAndStop)
	} else {
		t.Logf("%s: %v", what, took)
	}
}

// await waits until a condition holds.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v for %s", patience, what)
		}
	}
}

// A newRelic is a collector that may fail.
type newRelic struct {
	agents *collector.Collector
	server *httptest.Server
	hung   atomic.Bool
	held   atomic.Int64 // calls that had no answer
}

// startNewRelic starts one, which is stopped at tb's end.
func startNewRelic(tb testing.TB) *newRelic {
	c := &newRelic{agents: collector.New(collector.Options{})}
	c.server = httptest.NewServer(c)
	tb.Cleanup(c.kill)
	return c
}

// ServeHTTP implements http.Handler.
func (c *newRelic) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !c.hung.Load() {
		c.agents.ServeHTTP(w, r)
		return
	}
	c.held.Add(1)
	io.Copy(io.Discard, r.Body) // only then does the server see that the agent hangs up
	<-r.Context().Done()
}

// hang lets the collector take calls and answer none.
func (c *newRelic) hang() { c.hung.Store(true) }

// recover ends all calls, and lets it answer the next ones.
func (c *newRelic) recover() {
	c.hung.Store(false)
	c.server.CloseClientConnections()
}

// kill lets nobody listen on its address.
func (c *newRelic) kill() {
	c.recover()
	c.server.Close()
}
