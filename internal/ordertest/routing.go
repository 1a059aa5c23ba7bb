package ordertest

import (
	"fmt"
	"net/http"

	"example.com/metricsworkshop/internal/verdict"
)

// Routing checks ping, and that a path nobody has is 404 and a method nobody
// takes is 405 with the methods that the path does take.
func Routing(v *verdict.Verdict, base string) {
	c := newClient(v, base)
	if a := c.get("/ping"); a.status != http.StatusOK || a.body != "pong" {
		c.Wrong(verdict.Finding{Called: a.call, Got: a.String(), Want: "200 OK pong",
			Why: "the balancer asks this to know whether the process serves"})
	}
	for _, path := range []string{"/", "/order", "/orders/1/states", "/orders//state", "/orders/1/pickup/", "/customers/c/queue"} {
		c.expectError(c.get(path), http.StatusNotFound, "this path is no route")
	}
	routes := []struct{ method, path string }{
		{http.MethodGet, "/ping"},
		{http.MethodPost, "/orders"},
		{http.MethodGet, "/orders/1"},
		{http.MethodGet, "/orders/1/state"},
		{http.MethodPost, "/orders/1/allocate"},
		{http.MethodPost, "/orders/1/pickup"},
		{http.MethodPost, "/orders/1/going-to-destination"},
		{http.MethodPost, "/orders/1/complete"},
		{http.MethodGet, "/customers/c/orders"},
		{http.MethodGet, "/merchants/m/queue"},
		{http.MethodGet, "/drivers/d/current"},
		{http.MethodGet, "/drivers/d/busy"},
	}
	for _, route := range routes {
		other := http.MethodPost
		if route.method == http.MethodPost {
			other = http.MethodGet
		}
		for _, method := range []string{other, http.MethodPut, http.MethodDelete} {
			a := c.send(method, route.path, "", "")
			if !c.expectError(a, http.StatusMethodNotAllowed, "the path exists, the method does not: 404 would send the client looking for the path") {
				continue
			}
			if allow := a.header.Get("Allow"); allow != route.method {
				c.Wrong(verdict.Finding{Called: a.call, Got: fmt.Sprintf("405 with Allow %q", allow),
					Want: fmt.Sprintf("405 with Allow %q", route.method),
					Why:  "RFC 9110 wants the allowed methods in a 405, so that a client can tell what would work"})
			}
		}
	}
}
