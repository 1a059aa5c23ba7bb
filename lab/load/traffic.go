package load

import (
	"fmt"
	"path"
	"slices"
	"strconv"

	"example.com/metricsworkshop/internal/loadlimits"
)

const (
	// burst is how many lookups of a kind follow on each other. Nobody asks once:
	// a dispatcher goes through its drivers, and a page shows several merchants.
	// A round is a burst of each lookup, and after each of the four a call among
	// four reads of states. So a lookup is an eighth of the traffic, reads of states
	// are 40 percent and calls 10.
	burst = 5

	// A new order begins with every so many requests, until there are so many.
	requestsPerOrder = 50
	maxOrders        = 200
)

// Traffic decides what to send next, round after round. Where no call is possible,
// it reads a state instead.
type traffic struct {
	world    world
	hits     int // percent
	receipts receipts
	round    []func() request

	sent    int
	rounds  int // how many of those were requests of the round
	created int
	asked   map[string]int     // how many requests each route has had
	ready   []request          // calls whose order is in the state for them
	known   map[string]request // what was sent, by method and path
}

func newTraffic(w world, o Options) *traffic {
	t := &traffic{world: w, hits: o.Hits, asked: map[string]int{}, known: map[string]request{}}
	t.receipts.share = o.Receipts
	lookups := map[string]func() request{
		loadlimits.Customers: t.customers,
		loadlimits.Merchants: t.merchants,
		loadlimits.Current:   t.current,
		loadlimits.Busy:      t.busy,
	}
	if o.Lookup != "" {
		t.round = []func() request{lookups[o.Lookup]}
		return t
	}
	for _, name := range loadlimits.Lookups() {
		t.round = append(t.round, slices.Repeat([]func() request{lookups[name]}, burst)...)
		t.round = append(t.round, t.state, t.state, t.call, t.state, t.state)
	}
	return t
}

// follow makes the traffic go on where an earlier one on the same world was, which
// is nil if there is none: calls go on with its orders, and the limit of orders is
// one for both.
func (t *traffic) follow(earlier *traffic) {
	if earlier != nil {
		t.created, t.ready = earlier.created, slices.Clone(earlier.ready)
	}
}

// found is how many of the requests of one route found a driver on the way, at most.
func (t *traffic) found() int {
	return max(t.asked[routeBusy], t.asked[routeCurrent]) * t.hits / 100
}

// next makes the next request.
func (t *traffic) next() request {
	var r request
	if t.receipts.due(t.sent) {
		r = t.receipts.next(t.world)
	} else {
		r = t.round[t.rounds%len(t.round)]()
		t.rounds++
	}
	t.sent++
	t.asked[r.route]++
	t.known[r.method+" "+r.path] = r
	return r
}

// due reports whether the next of the requests, after n of them, is one of those
// that have a share of them in percent. The share is right at any time.
func due(n, percent int) bool { return (n+1)*percent/100 > n*percent/100 }

// request finds what was sent, by its method and path: all requests that share
// them are of one kind.
func (t *traffic) request(method, path string) request { return t.known[method+" "+path] }

func (t *traffic) customers() request {
	return customerRequest(t.world.customer(t.asked[routeCustomers]))
}

func (t *traffic) merchants() request {
	return merchantRequest(t.world.merchant(t.asked[routeMerchants]))
}

func (t *traffic) current() request { return currentRequest(t.driver(routeCurrent)) }
func (t *traffic) busy() request    { return busyRequest(t.driver(routeBusy)) }

// driver picks the driver for a route's next lookup, so that the share of those
// who are on the way is right at any time, and alike for both routes.
func (t *traffic) driver(route string) (name string, onWay bool) {
	n := t.asked[route]
	found := n * t.hits / 100
	if due(n, t.hits) {
		return t.world.onWay(found), true
	}
	return t.world.offWay(n - found), false
}

func (t *traffic) state() request {
	return stateRequest(t.world.orders[t.asked[routeState]%len(t.world.orders)])
}

// call moves an order on, or begins a new one.
func (t *traffic) call() request {
	if len(t.ready) > 0 {
		r := t.ready[0]
		t.ready = t.ready[1:]
		return r
	}
	if t.created < min(1+t.sent/requestsPerOrder, maxOrders) {
		t.created++
		return createRequest(t.world.customer(t.created), t.world.merchant(t.created))
	}
	return t.state()
}

// moveOn notes that a request had its good answer: if it was a call, its order is
// ready for the next one, unless a receipt wants it. The location is that of a new
// order. An order whose call went wrong stays where it is.
func (t *traffic) moveOn(r request, location string) {
	i := slices.Index(steps, r.step)
	if i < 0 || i == len(steps)-1 {
		return
	}
	id := r.order
	if r.step == create {
		var err error
		if id, err = strconv.ParseInt(path.Base(location), 10, 64); err != nil {
			return // no order that could be called
		}
		if t.receipts.take(id) {
			return
		}
	}
	t.ready = append(t.ready, callRequest(steps[i+1], id, fmt.Sprintf("driver-%s-of-%d", t.world.name, id)))
}
