package e2e

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/lesson"
	"example.com/metricsworkshop/lab/internal/etsytest"
	"example.com/metricsworkshop/lab/load"
)

// patience is how long a test waits for what must come. It is long because it only
// passes when a test fails.
const patience = 30 * time.Second

// TestStatsDComesAndGoes has the service of step 2 send to Etsy's StatsD server,
// which is not there at first, comes, and is killed and started again under load.
// The service serves all the time, and sends whenever somebody listens.
func TestStatsDComesAndGoes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not report a datagram that nobody takes")
	}
	etsy := etsytest.Start(t)
	program, dsn := build(t, lesson.Steps[1].Solution()), startEmbedded(t)
	var s *service
	var l *load.Load
	etsy.Restart(t, func() {
		s = start(t, program, dsn, "STATSD_ADDR="+etsy.Addr())
		s.await(t, "no StatsD server")
		l = seed(t, s.base)
	})
	s.await(t, "sending metrics")

	report := underLoad(t, l, func() {
		awaitCounter(t, etsy, "orders.id.state.get.calls", 1)
		etsy.Restart(t, func() { s.await(t, "metrics are lost") })
		awaitCounter(t, etsy, "orders.id.state.get.calls", 1)
	})
	checkAllGood(t, report)

	// Nothing is lost any more.
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	for range 10 {
		if status := get(client, s.base+"/ping"); status != http.StatusOK {
			t.Errorf("GET /ping = %d; want 200", status)
		}
	}
	if got := awaitCounter(t, etsy, "ping.get.calls", 10); got != 10 {
		t.Errorf("ping.get.calls = %v after 10 requests; want 10", got)
	}
	s.end(t)
	if n := strings.Count(s.log.String(), "no StatsD server"); n != 1 {
		t.Errorf("the service said %d times that there is no StatsD server; want once:\n%s", n, s.log)
	}
}

// awaitCounter waits until the counter has come to n since the call, and returns
// its value.
func awaitCounter(t *testing.T, etsy *etsytest.Server, name string, n float64) float64 {
	t.Helper()
	sum := 0.0
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		f := etsy.Flush(t)
		if f.Bad > 0 {
			t.Fatalf("Etsy's server refuses %d lines", f.Bad)
		}
		if sum += f.Counters[name]; sum >= n {
			return sum
		}
	}
	t.Fatalf("after %v, %s is %v; want %v", patience, name, sum, n)
	return 0
}

// seed returns a load of 200 requests a second on the service. It leaks nothing:
// no lookup finds a busy driver.
func seed(t *testing.T, base string) *load.Load {
	t.Helper()
	l, err := load.New(load.Options{URL: base, Rate: 200, For: 5 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	return l
}

// underLoad calls during while the load lasts, and ends the load then.
func underLoad(t *testing.T, l *load.Load, during func()) *load.Report {
	ctx, cancel := context.WithCancel(t.Context())
	report := make(chan *load.Report, 1)
	go func() { report <- l.Run(ctx) }()
	defer cancel() // during may end the test
	during()
	cancel()
	return <-report
}

func checkAllGood(t *testing.T, r *load.Report) {
	t.Helper()
	t.Logf("%d requests: p50 %v, p99 %v", r.All.Sent, r.All.P50, r.All.P99)
	if r.All.Good != r.All.Sent || r.All.Sent == 0 {
		t.Errorf("%d of %d answers are good; want all: %v %s", r.All.Good, r.All.Sent, r.All.Statuses, r.Trouble)
	}
}

// end stops the service and requires that it ends well, and has logged no error.
func (s *service) end(t *testing.T) {
	t.Helper()
	s.stop(t)
	if code := s.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit status %d; want 0", code)
	}
	for line := range strings.Lines(s.log.String()) {
		if strings.Contains(line, "level=ERROR") {
			t.Errorf("the service logged %s", line)
		}
	}
}
