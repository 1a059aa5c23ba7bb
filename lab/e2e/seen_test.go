package e2e

import (
	"net/http/httptest"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/collector"
	"example.com/metricsworkshop/internal/lesson"
	"example.com/metricsworkshop/internal/statsdserver"
	"example.com/metricsworkshop/lab/bench"
	"example.com/metricsworkshop/lab/load"
)

// TestSeen puts load on the service of step 3, and asks both witnesses how often
// each lookup was called: the StatsD server and New Relic's table say what the load
// says.
func TestSeen(t *testing.T) {
	statsd, err := statsdserver.Listen("127.0.0.1:0", statsdserver.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer statsd.Close()
	agents := collector.New(collector.Options{})
	newRelic := httptest.NewServer(agents)
	defer newRelic.Close()
	proxy, dsn := startDelay(t, databases[0].start(t), 0)
	s := start(t, build(t, lesson.Steps[2].Solution()), dsn,
		"STATSD_ADDR="+statsd.Addr(), "NEW_RELIC_COLLECTOR_URL="+newRelic.URL)

	r, err := bench.Run(t.Context(), bench.Options{
		Load:        load.Options{URL: s.base, Rate: 100, For: 2 * time.Second, Hits: 50},
		Connections: proxy.Connections,
		Progress:    func(string) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.stop(t) // which sends what is left

	rows := map[string]int{}
	for _, row := range agents.Rows() {
		if row.Collection == "orders" {
			rows[row.Operation] = row.Calls
		}
	}
	seen := statsd.Snapshot()
	for _, tt := range []struct{ route, key, operation string }{
		{"GET /customers/{id}/orders", "customers.id.orders.get", "findCustomerOrders"},
		{"GET /merchants/{id}/queue", "merchants.id.queue.get", "findMerchantQueue"},
		{"GET /drivers/{id}/current", "drivers.id.current.get", "findDriverCurrent"},
		{"GET /drivers/{id}/busy", "drivers.id.busy.get", "findDriverBusy"},
	} {
		sent := 0
		for _, route := range r.Load.Routes {
			if route.Name == tt.route {
				sent = route.Sent
			}
		}
		if sent == 0 || int(seen.Counters[tt.key+".calls"]) != sent || rows[tt.operation] != sent {
			t.Errorf("%s: the load sent %d, StatsD counted %v, New Relic %d; want the same, and more than 0",
				tt.route, sent, seen.Counters[tt.key+".calls"], rows[tt.operation])
		}
	}
	if problems := agents.Problems(); len(problems) > 0 || seen.BadTotal() > 0 {
		t.Errorf("not understood: %q, %+v", problems, seen.Bad)
	}
}
