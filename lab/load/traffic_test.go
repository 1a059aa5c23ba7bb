package load

import (
	"fmt"
	"slices"
	"testing"

	"example.com/metricsworkshop/internal/loadlimits"
)

// testWorld has the orders 1, 2 and 3.
var testWorld = world{name: "1", orders: []int64{1, 2, 3}}

// TestTraffic sends as much as a load may, and answers each call at once.
func TestTraffic(t *testing.T) {
	for _, hits := range []int{0, 1, 50, 99, 100} {
		t.Run(fmt.Sprint(hits), func(t *testing.T) {
			traffic := newTraffic(testWorld, Options{Hits: hits})
			routes, onWay := map[string]int{}, map[string]int{}
			id := testWorld.orders[len(testWorld.orders)-1]
			for sent := range loadlimits.MaxRequests {
				r := traffic.next()
				routes[r.route]++
				if r.onWay {
					onWay[r.route]++
				}
				if traffic.request(r.method, r.path) != r {
					t.Fatalf("request(%q, %q) is not what was sent", r.method, r.path)
				}
				if r.step == create {
					id++
				}
				traffic.moveOn(r, fmt.Sprint("/orders/", id))
				if (sent+1)%len(traffic.round) == 0 {
					checkShares(t, routes, onWay, hits)
				}
			}
			for _, s := range steps {
				if n := routes[s.route()]; n != maxOrders {
					t.Errorf("%s: %d requests; want %d, one for each new order", s.route(), n, maxOrders)
				}
			}
		})
	}
}

// checkShares requires that after whole rounds the four lookups had the same
// number of requests, and the drivers' two the right share of hits.
func checkShares(t *testing.T, routes, onWay map[string]int, hits int) {
	t.Helper()
	n := routes[routeBusy]
	for _, name := range []string{routeCustomers, routeMerchants, routeCurrent} {
		if routes[name] != n {
			t.Fatalf("%s has %d requests, %s has %d; want the same", name, routes[name], routeBusy, n)
		}
	}
	for _, name := range []string{routeCurrent, routeBusy} {
		if onWay[name] != n*hits/100 {
			t.Fatalf("%s: %d of %d requests are about a driver on the way; want %d percent", name, onWay[name], n, hits)
		}
	}
}

// TestTrafficWaits holds that a call waits for the one before it: an order that
// has no answer, or a bad one, is not called again.
func TestTrafficWaits(t *testing.T) {
	traffic := newTraffic(testWorld, Options{Hits: 50})
	var called []string
	for range 20 * len(traffic.round) {
		r := traffic.next()
		if r.step == (step{}) {
			continue
		}
		called = append(called, r.route)
		if len(called) == 1 {
			traffic.moveOn(r, "/orders/7")
		}
	}
	want := append([]string{create.route(), allocate.route()}, slices.Repeat([]string{create.route()}, len(called)-2)...)
	if !slices.Equal(called, want) {
		t.Errorf("called %q; want %q", called, want)
	}
}

// TestTrafficOfOneLookup sends nothing else, with the right share of hits.
func TestTrafficOfOneLookup(t *testing.T) {
	tests := []struct {
		lookup, route string
		found         int // of 300 requests with 50 percent of hits
	}{
		{loadlimits.Customers, routeCustomers, 0},
		{loadlimits.Merchants, routeMerchants, 0},
		{loadlimits.Current, routeCurrent, 150},
		{loadlimits.Busy, routeBusy, 150},
	}
	for _, tt := range tests {
		t.Run(tt.lookup, func(t *testing.T) {
			traffic := newTraffic(testWorld, Options{Lookup: tt.lookup, Hits: 50})
			found := 0
			for range 300 {
				r := traffic.next()
				if r.route != tt.route {
					t.Fatalf("sent %s %s; want nothing but %s", r.method, r.path, tt.route)
				}
				if r.onWay {
					found++
				}
			}
			if found != tt.found || found > loadlimits.Found(300, tt.lookup, 50) {
				t.Errorf("%d requests find a driver; want %d, and Found not to be less", found, tt.found)
			}
		})
	}
}

// TestFound holds that what a load says it has found is what it sends.
func TestFound(t *testing.T) {
	for _, lookup := range append(loadlimits.Lookups(), "") {
		traffic := newTraffic(testWorld, Options{Lookup: lookup, Hits: 30})
		onWay := map[string]int{}
		for range 1000 {
			if r := traffic.next(); r.onWay {
				onWay[r.route]++
			}
		}
		if want := max(onWay[routeBusy], onWay[routeCurrent]); traffic.found() != want {
			t.Errorf("lookup %q: found() = %d; want %d", lookup, traffic.found(), want)
		}
	}
}
