// Package segmenttest lets a test see what New Relic would see. It runs the real
// agent in process against a local collector, puts a probe between the code under
// test and its database, and judges what was reported: which segment each query
// ran in, under which name, and whether its rows were read before the segment ended.
//
//	nr := segmenttest.Start(t)
//	db := nr.DB()
//	db.Answer(segmenttest.Row{"CREATED"})
//	nr.Call("State(ctx, 7)", segmenttest.MySQL("orders", "findState"), func(ctx context.Context) error {
//		_, err := NewRepository(db.DB).State(ctx, 7)
//		return err
//	})
//	for _, finding := range nr.Judge() {
//		v.Wrong(finding)
//	}
//
// The probe leaves a span of its own when a query comes, and whenever one of its
// rows is asked for. The spans that these are a part of say where the code under
// test had its segments. No clock decides anything.
//
// Importing the package makes the process's name look-ups fail at once: the agent
// makes one before it connects, which has no time limit.
package segmenttest

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/newrelic/go-agent/v3/newrelic"

	"example.com/metricsworkshop/internal/collector"
)

func init() {
	net.DefaultResolver = &net.Resolver{
		PreferGo: true,
		Dial: func(context.Context, string, string) (net.Conn, error) {
			return nil, errors.New("tests look no names up")
		},
	}
}

// connectTimeout is for an agent that does not connect. One that does takes some
// milliseconds.
const connectTimeout = 30 * time.Second

// An Agent is the real agent, connected to a collector of its own. Its calls are
// made one after the other; what they call may use any number of goroutines.
type Agent struct {
	App       *newrelic.Application
	Collector *collector.Collector // has what was reported after Shutdown

	t        testing.TB
	log      *agentLog
	shutdown sync.Once

	mu      sync.Mutex
	calls   []*call // the first is all that happens before a call
	queries int
}

// Start starts an agent and waits until it is connected. It is shut down at t's
// end. Options are applied after Start's own.
func Start(t testing.TB, options ...newrelic.ConfigOption) *Agent {
	t.Helper()
	a := &Agent{
		// All events at the shutdown: reports that a clock starts may still be
		// under way then.
		Collector: collector.New(collector.Options{ReportPeriod: time.Hour}),
		t:         t,
		calls:     []*call{{called: "before the first call"}},
	}
	a.log = &agentLog{agent: a}
	own := []newrelic.ConfigOption{
		newrelic.ConfigAppName("test"),
		newrelic.ConfigLicense(strings.Repeat("0", 40)),
		a.inProcess,
	}
	app, err := newrelic.NewApplication(append(own, options...)...)
	if err != nil {
		t.Fatalf("start the agent: %v", err)
	}
	a.App = app
	t.Cleanup(a.Shutdown)
	a.waitForConnection()
	return a
}

// inProcess is the option by which the agent talks to its collector, and looks
// for no cloud that it might run in.
func (a *Agent) inProcess(c *newrelic.Config) {
	c.Transport = a.Collector.Transport()
	c.Logger = a.log
	c.RuntimeSampler.Enabled = false
	c.Utilization.DetectAWS = false
	c.Utilization.DetectAzure = false
	c.Utilization.DetectGCP = false
	c.Utilization.DetectPCF = false
	c.Utilization.DetectDocker = false
	c.Utilization.DetectKubernetes = false
}

// waitForConnection looks more often than the agent's own wait, which looks every
// 50 ms: what a transaction before the connection reports is lost.
func (a *Agent) waitForConnection() {
	a.t.Helper()
	for deadline := time.Now().Add(connectTimeout); a.App.WaitForConnection(-1) != nil; time.Sleep(200 * time.Microsecond) {
		if time.Now().After(deadline) {
			a.t.Fatalf("the agent did not connect within %v. It says %q, and the collector %q",
				connectTimeout, a.log.warnings(), a.Collector.Problems())
		}
	}
}

// Shutdown stops the agent, which reports all that it has. Later calls do nothing.
func (a *Agent) Shutdown() {
	a.shutdown.Do(func() { a.App.Shutdown(connectTimeout) })
}
