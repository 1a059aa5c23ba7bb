package statsdserver

import (
	"testing"
	"time"
)

// BenchmarkAdd counts what a middleware sends for one request.
func BenchmarkAdd(b *testing.B) {
	datagram := []byte("orders.id.state.get.time:0.900623|ms\norders.id.state.get.calls:1|c\n" +
		"orders.id.state.get.goroutines:61|g\norders.id.state.get.status.2xx:1|c")
	a, err := NewAggregator(90)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		a.Add(datagram)
		if i%100_000 == 0 {
			a.Flush(time.Time{}, time.Second) // or the timer's values fill the memory
		}
	}
}

// BenchmarkFlush flushes 100,000 times of one timer.
func BenchmarkFlush(b *testing.B) {
	a, err := NewAggregator(90)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.StopTimer()
		for i := range 100_000 {
			a.addSample(Sample{Key: "t", Type: Time, Value: float64(i * 7919 % 100_003), Rate: 1})
		}
		b.StartTimer()
		a.Flush(time.Time{}, time.Second)
	}
}
