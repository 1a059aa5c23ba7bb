package ordertest

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"example.com/metricsworkshop/internal/verdict"
)

// Contract checks everything: every call and error of the service at base.
func Contract(v *verdict.Verdict, base string) {
	Routing(v, base)
	Create(v, base)
	Life(v, base)
	Transitions(v, base)
	Lookups(v, base)
	Newest(v, base)
}

// Ready reports whether a service can make an order and say 404, which the rest
// of the contract builds on, and logs what it cannot.
func Ready(t testing.TB, base string) bool {
	t.Helper()
	c := newClient(verdict.For(t, ""), base)
	body := fmt.Sprintf(`{"customer_id":%q,"merchant_id":%q}`, c.name("customer"), c.name("merchant"))
	for _, probe := range []struct {
		answer answer
		want   int
	}{
		{c.post("/orders", body), http.StatusCreated},
		{c.get("/orders/9007199254740991"), http.StatusNotFound},
	} {
		if probe.answer.status != probe.want {
			t.Logf("%s: got %s; want %d. What needs it was not tested: mend that first", probe.answer.call, probe.answer, probe.want)
			return false
		}
	}
	return true
}

// OneWinner sends n pickups of one order at once, in turn to each of bases,
// which are instances of the service on one database. Exactly one must win.
func OneWinner(v *verdict.Verdict, n int, bases ...string) {
	byStatus := Pickups(v, n, bases...)
	if byStatus[http.StatusOK] != 1 || byStatus[http.StatusConflict] != n-1 {
		v.Wrong(verdict.Finding{
			Called: fmt.Sprintf("POST /orders/{id}/pickup, %d times at once on %d instances", n, len(bases)),
			Got:    fmt.Sprintf("answers by status: %v (0 is no answer)", byStatus),
			Want:   fmt.Sprintf("answers by status: map[200:1 409:%d]", n-1),
			Why:    "with two winners two drivers ride for one meal",
		})
	}
}

// Pickups sends n pickups of one new order at once, in turn to each of bases,
// and returns how many answers had which status; 0 is no answer.
func Pickups(v *verdict.Verdict, n int, bases ...string) map[int]int {
	c := newClient(v, bases[0])
	id := c.create(c.name("customer"), c.name("merchant"))
	c.do(id, "allocate", "")

	transport := &http.Transport{MaxIdleConnsPerHost: n}
	defer transport.CloseIdleConnections()
	answers := make([]answer, n)
	start := make(chan struct{})
	var done sync.WaitGroup
	for i := range n {
		done.Go(func() {
			own := *c
			own.base = bases[i%len(bases)]
			own.http = &http.Client{Transport: transport, Timeout: c.http.Timeout}
			<-start
			answers[i], _ = own.try(http.MethodPost, fmt.Sprintf("/orders/%d/pickup", id), "application/json",
				fmt.Sprintf(`{"driver_id":"%s-%d"}`, c.name("driver"), i)) // an error leaves status 0
		})
	}
	close(start)
	done.Wait()
	c.expect(c.get(fmt.Sprintf("/orders/%d/state", id)), http.StatusOK,
		fmt.Sprintf(`{"id":%d,"state":"DRIVER_OTW_TO_PICKUP"}`, id), "the winner's call moved the order, once")

	byStatus := map[int]int{}
	for _, a := range answers {
		byStatus[a.status]++
	}
	return byStatus
}
