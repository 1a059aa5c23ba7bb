package collector_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/newrelic/go-agent/v3/newrelic"
	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/collector"
)

// patience is for an agent to send what it has. It is against a hang, and no measure
// of speed: a busy machine takes many seconds for 20,000 segments under -race.
const patience = time.Minute

// TestMain lets the agent's look-up of a name, which it makes before it connects
// and which has no time limit, fail at once. No test needs another.
func TestMain(m *testing.M) {
	net.DefaultResolver = &net.Resolver{
		PreferGo: true,
		Dial: func(context.Context, string, string) (net.Conn, error) {
			return nil, errors.New("no look-ups in tests")
		},
	}
	net.DefaultResolver.LookupHost(context.Background(), "collector.newrelic.com")
	goleak.VerifyTestMain(m)
}

// atShutdown lets an agent report everything when it is shut down, so that no
// test waits for a clock.
var atShutdown = collector.Options{ReportPeriod: time.Hour}

// startAgent starts a real agent that reaches its collector by transport, and
// waits until it is connected.
func startAgent(t testing.TB, app string, transport http.RoundTripper, options ...newrelic.ConfigOption) *newrelic.Application {
	t.Helper()
	agent := newAgent(t, app, transport, options...)
	waitForConnection(t, agent)
	return agent
}

// waitForConnection looks more often than the agent's own wait, which looks every
// 50 ms. It may be called on any goroutine.
func waitForConnection(t testing.TB, agent *newrelic.Application) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); agent.WaitForConnection(-1) != nil; time.Sleep(200 * time.Microsecond) {
		if time.Now().After(deadline) {
			t.Error("the agent did not connect")
			return
		}
	}
}

func newAgent(t testing.TB, app string, transport http.RoundTripper, options ...newrelic.ConfigOption) *newrelic.Application {
	t.Helper()
	agent, err := newrelic.NewApplication(append([]newrelic.ConfigOption{
		newrelic.ConfigAppName(app),
		newrelic.ConfigLicense("0000000000000000000000000000000000000000"),
		func(c *newrelic.Config) {
			c.Transport = transport
			c.Utilization.DetectAWS = false
			c.Utilization.DetectAzure = false
			c.Utilization.DetectGCP = false
			c.Utilization.DetectPCF = false
			c.Utilization.DetectDocker = false
			c.Utilization.DetectKubernetes = false
		}}, options...)...)
	if err != nil {
		t.Error(err)
	}
	return agent
}

// find makes a segment of the transaction.
func find(txn *newrelic.Transaction, operation, table string) {
	s := newrelic.DatastoreSegment{
		StartTime:  txn.StartSegmentNow(),
		Product:    newrelic.DatastoreMySQL,
		Collection: table,
		Operation:  operation,
	}
	s.End()
}

// row returns the row of a name; none is all zeros.
func row(rows []collector.Row, name string) collector.Row {
	for _, r := range rows {
		if r.Name == name {
			return r
		}
	}
	return collector.Row{}
}

// wantNoProblems checks that the self-test found nothing.
func wantNoProblems(t testing.TB, c *collector.Collector) {
	t.Helper()
	for _, p := range c.Problems() {
		t.Errorf("problem: %s", p)
	}
}
