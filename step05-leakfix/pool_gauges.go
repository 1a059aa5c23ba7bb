package main

import (
	"database/sql"
	"sync"
	"time"
)

// poolGaugesEvery is how often the pool's gauges are sent: several times in a
// flush of StatsD, which keeps the last.
const poolGaugesEvery = time.Second

// startPoolGauges sends the gauges of db's pool again and again until the
// returned stop, which is called once. It sends them a last time then: StatsD goes
// on showing what a gauge said last.
func startPoolGauges(db *sql.DB, every time.Duration) (stop func()) {
	done := make(chan struct{})
	var sender sync.WaitGroup
	sender.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				sendPoolGauges(db.Stats())
			case <-done:
				sendPoolGauges(db.Stats())
				return
			}
		}
	})
	return func() {
		close(done)
		sender.Wait()
	}
}

// sendPoolGauges sends what the pool says of itself: db.in_use, the connections
// that a query holds now; db.open, those and the idle ones; and db.wait_count, how
// often a query has waited for a connection since the service began.
func sendPoolGauges(stats sql.DBStats) {
	// TODO(step05): three gauges, with GaugeKeyInStatsD.
}
