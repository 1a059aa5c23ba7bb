package e2e

import (
	"sync"
	"testing"

	"example.com/metricsworkshop/internal/ordertest"
	"example.com/metricsworkshop/internal/verdict"
)

// storm is held by the service that a thousand drivers ask at once. With several
// such services at a time the machine is what is tested: requests that wait 5 s for
// it are answered 503.
var storm sync.Mutex

// TestContract holds every service to the whole HTTP contract, on each database,
// and then lets a thousand drivers pick up one order at once, on one instance of
// the service and on two. MariaDB takes 151 connections, so there the pools have a
// limit.
func TestContract(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			dsn := db.start(t)
			eachSolution(t, func(t *testing.T, program string) {
				limit := "ORDERS_MAX_OPEN=0"
				if db.name == "mariadb" {
					limit = "ORDERS_MAX_OPEN=60"
				}
				first, second := start(t, program, dsn, limit), start(t, program, dsn, limit)
				ordertest.Contract(verdict.For(t, ""), first.base)
				storm.Lock()
				defer storm.Unlock()
				ordertest.OneWinner(verdict.For(t, ""), 1000, first.base)
				ordertest.OneWinner(verdict.For(t, ""), 1000, first.base, second.base)
				first.stop(t) // the next two need their connections
				second.stop(t)
			})
		})
	}
}
