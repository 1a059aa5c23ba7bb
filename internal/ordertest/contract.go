package ordertest

import (
	"fmt"
	"net/http"
	"sync"

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
