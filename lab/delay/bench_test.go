package delay

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// BenchmarkExchange is the time of one exchange of a few bytes, straight and
// through the proxy, and how far its quantiles are from what they should be:
//
//	go test -run '^$' -bench Exchange -benchtime 1000x ./delay
func BenchmarkExchange(b *testing.B) {
	server := startServer(b)
	b.Run("straight", func(b *testing.B) { benchmarkExchange(b, server) })
	for _, roundTrip := range []time.Duration{0, 2 * time.Millisecond, 10 * time.Millisecond} {
		b.Run(fmt.Sprintf("delay=%v", roundTrip), func(b *testing.B) {
			benchmarkExchange(b, startProxy(b, server, roundTrip).Addr())
		})
	}
}

func benchmarkExchange(b *testing.B, addr string) {
	c := dial(b, addr)
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		c.exchange(b)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	for _, percent := range []int{50, 99} {
		b.ReportMetric(float64(took[(len(took)-1)*percent/100].Microseconds()), fmt.Sprintf("p%d-µs", percent))
	}
}
