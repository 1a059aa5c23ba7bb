package load

import (
	"fmt"
	"testing"

	"example.com/metricsworkshop/internal/loadlimits"
)

// TestReceipts answers each call so many requests later. The receipts have their
// share all the same, but for those whose orders are not there yet; each is for an
// order of its own, which nothing else is about, and all else keeps its shares.
func TestReceipts(t *testing.T) {
	const requests = 4000
	for _, share := range []int{0, 1, 25, loadlimits.MaxReceiptShare} {
		for _, late := range []int{0, 1, 10} {
			t.Run(fmt.Sprintf("%d percent, %d late", share, late), func(t *testing.T) {
				traffic := newTraffic(testWorld, Options{Hits: 50, Receipts: share})
				routes, onWay, asked := map[string]int{}, map[string]int{}, map[int64]bool{}
				var answers []request
				id := testWorld.orders[len(testWorld.orders)-1]
				for range requests {
					r := traffic.next()
					routes[r.route]++
					if r.onWay {
						onWay[r.route]++
					}
					if r.route == routeReceipt {
						var order int64
						if _, err := fmt.Sscanf(r.path, "/orders/%d/receipt", &order); err != nil || asked[order] || order > id {
							t.Fatalf("GET %s: %v; want an order that is there, and once", r.path, err)
						}
						asked[order] = true
					}
					if r.step != create && asked[r.order] {
						t.Fatalf("%s %s is about an order that was made for a receipt", r.method, r.path)
					}
					if answers = append(answers, r); len(answers) <= late {
						continue
					}
					if answers[0].step == create {
						id++
					}
					traffic.moveOn(answers[0], fmt.Sprint("/orders/", id))
					answers = answers[1:]
				}
				checkReceipts(t, routes, requests*share/100, late)
				if share < loadlimits.MaxReceiptShare {
					checkEqualLookups(t, routes, requests*(100-2*share)/100)
				} else if n := routes["POST /orders"] + routes[routeReceipt]; n != requests {
					t.Errorf("%d of %d requests are about receipts; want all", n, requests)
				}
			})
		}
	}
}

// checkReceipts requires so many receipts, less those whose orders are late.
func checkReceipts(t *testing.T, routes map[string]int, want, late int) {
	t.Helper()
	if n := routes[routeReceipt]; n > want || n < want-late-1 {
		t.Errorf("%d receipts; want %d, or up to %d fewer", n, want, late+1)
	}
	if n := routes["POST /orders"] - routes[routeReceipt]; n > maxOrders+2*(late+1) || n < 0 {
		t.Errorf("%d more orders than receipts; want those that are called, %d at most", n, maxOrders)
	}
}

// checkEqualLookups requires that each lookup is an eighth of so many requests.
func checkEqualLookups(t *testing.T, routes map[string]int, rest int) {
	t.Helper()
	for _, route := range []string{routeCustomers, routeMerchants, routeCurrent, routeBusy} {
		if n := routes[route]; n < rest/8-burst || n > rest/8+burst {
			t.Errorf("%s: %d requests; want an eighth of %d", route, n, rest)
		}
	}
}
