package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/lesson"
	"example.com/metricsworkshop/internal/loadlimits"
	"example.com/metricsworkshop/lab/load"
)

// TestTooManyConnections lets the leaky service take all connections of a MariaDB
// with its defaults, 151. From then on it says 503, and at once: the times look
// better than ever. The fixed service, started beside it, gets none either, and
// serves as soon as the leaky one has ended.
func TestTooManyConnections(t *testing.T) {
	t.Parallel()
	dsn, connections := startMariaDBCounted(t)
	const hits = 600
	leaky := start(t, build(t, lesson.Steps[3].Solution()), dsn)
	r := runLoad(t, load.Options{URL: leaky.base, Rate: 200, Requests: hits, Lookup: loadlimits.Busy, Hits: 100})
	good, refused := r.All.Statuses[http.StatusOK], r.All.Statuses[http.StatusServiceUnavailable]
	t.Logf("%d good, %d refused (%.0f %%); p50 %v, p99 %v, max %v", good, refused, 100*float64(refused)/hits, r.All.P50, r.All.P99, r.All.Max)
	// The asking connection is one of the 151. The service is root, for whom MariaDB
	// has one more.
	if kept := connections(); good != kept || kept < 150 || kept > 151 || good+refused != hits {
		t.Errorf("%d connections, statuses %v; want a good answer for each connection, 150 or 151, and 503 for the rest", kept, r.All.Statuses)
	}
	if max := r.All.Max; max > refusedAtOnce {
		t.Errorf("an answer took %v; want at most %v: a refusal is no wait", max, refusedAtOnce)
	}
	if log := leaky.log.String(); !strings.Contains(log, "Error 1040") {
		t.Errorf("the service has not logged error 1040: %.2000s", log)
	}

	program := build(t, lesson.Steps[4].Solution())
	fixed := start(t, program, dsn)
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	order := fixed.base + "/orders/1/state"
	for range 3 {
		if status := get(client, order); status != http.StatusServiceUnavailable {
			t.Errorf("GET /orders/1/state of the fixed service = %d while the leaky one holds all connections; want 503", status)
		}
	}
	leaky.stop(t)
	ended := time.Now()
	waitFor(t, client, order, http.StatusOK, "after the leaky service has ended")
	t.Logf("recovered %v after the leaky service had ended", time.Since(ended))
	for _, s := range []*service{fixed, start(t, program, dsn)} {
		checkAllGood(t, runLoad(t, load.Options{URL: s.base, Rate: 300, Requests: 600, Hits: 100})) // 75 of them would leak, more than the pool has
	}
}

// refusedAtOnce is less than a request may take that waits for a connection, 5 s.
const refusedAtOnce = 4 * time.Second

// runLoad seeds a service, and puts a load on it until all is sent.
func runLoad(t *testing.T, o load.Options) *load.Report {
	t.Helper()
	l, err := load.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	return l.Run(t.Context())
}
