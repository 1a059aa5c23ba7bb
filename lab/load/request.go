package load

import (
	"fmt"
	"net/http"
)

// A request is one that the load may send.
type request struct {
	method, path, body string
	route              string // as in a router: "GET /orders/{id}/state"
	want               int    // the status of a good answer
	wantType           string // its content type, without parameters; "" for any
	order              int64  // that a call moves on
	step               step   // the call
	onWay              bool   // asks for a driver who is on the way
}

// A step is one call in the life of an order, and the state that it leads to.
type step struct{ name, state string }

// The calls, in the order in which they come.
var (
	create   = step{"", "CREATED"}
	allocate = step{"allocate", "WAITING_FOR_DRIVER_ALLOCATION"}
	pickup   = step{"pickup", "DRIVER_OTW_TO_PICKUP"}
	going    = step{"going-to-destination", "DRIVER_OTW_TO_DESTINATION"}
	complete = step{"complete", "COMPLETE"}

	steps = []step{create, allocate, pickup, going, complete}
)

// The routes that are asked and not called.
const (
	routeState     = "GET /orders/{id}/state"
	routeReceipt   = "GET /orders/{id}/receipt"
	routeCustomers = "GET /customers/{id}/orders"
	routeMerchants = "GET /merchants/{id}/queue"
	routeCurrent   = "GET /drivers/{id}/current"
	routeBusy      = "GET /drivers/{id}/busy"
)

// routes are all routes of the load, in the order of its report.
func routes() []string {
	var all []string
	for _, s := range steps {
		all = append(all, s.route())
	}
	return append(all, routeState, routeReceipt, routeCustomers, routeMerchants, routeCurrent, routeBusy)
}

func (s step) route() string {
	if s == create {
		return "POST /orders"
	}
	return "POST /orders/{id}/" + s.name
}

func createRequest(customer, merchant string) request {
	return request{
		method: http.MethodPost,
		path:   "/orders",
		body:   fmt.Sprintf(`{"customer_id":%q,"merchant_id":%q}`, customer, merchant),
		route:  create.route(),
		want:   http.StatusCreated,
		step:   create,
	}
}

// callRequest calls a step; driver is for pickup only.
func callRequest(s step, order int64, driver string) request {
	r := request{
		method: http.MethodPost,
		path:   fmt.Sprintf("/orders/%d/%s", order, s.name),
		route:  s.route(),
		want:   http.StatusOK,
		step:   s,
		order:  order,
	}
	if s == pickup {
		r.body = fmt.Sprintf(`{"driver_id":%q}`, driver)
	}
	return r
}

func stateRequest(order int64) request {
	return request{method: http.MethodGet, path: fmt.Sprintf("/orders/%d/state", order), route: routeState, want: http.StatusOK}
}

func receiptRequest(order int64) request {
	return request{
		method:   http.MethodGet,
		path:     fmt.Sprintf("/orders/%d/receipt", order),
		route:    routeReceipt,
		want:     http.StatusOK,
		wantType: "text/plain",
	}
}

func customerRequest(customer string) request {
	return request{method: http.MethodGet, path: "/customers/" + customer + "/orders", route: routeCustomers, want: http.StatusOK}
}

func merchantRequest(merchant string) request {
	return request{method: http.MethodGet, path: "/merchants/" + merchant + "/queue", route: routeMerchants, want: http.StatusOK}
}

// currentRequest asks for a driver's current order, which is not found where
// there is none: that is a good answer then.
func currentRequest(driver string, onWay bool) request {
	want := http.StatusNotFound
	if onWay {
		want = http.StatusOK
	}
	return request{method: http.MethodGet, path: "/drivers/" + driver + "/current", route: routeCurrent, want: want, onWay: onWay}
}

func busyRequest(driver string, onWay bool) request {
	return request{method: http.MethodGet, path: "/drivers/" + driver + "/busy", route: routeBusy, want: http.StatusOK, onWay: onWay}
}
