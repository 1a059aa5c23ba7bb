package recorder

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/collector"
	"example.com/metricsworkshop/lab/live"
)

// datagrams returns what a service of 12 routes sends for 200 requests, four lines
// each, in datagrams as long as StatsD clients make them.
func datagrams() [][]byte {
	var all [][]byte
	var d strings.Builder
	for i := range 200 {
		key := fmt.Sprintf("orders.id.route%d.get", i%12)
		fmt.Fprintf(&d, "%s.time:%d.900623|ms\n%s.calls:1|c\n%s.status.2xx:1|c\n%s.goroutines:%d|g\n", key, i%7, key, key, key, 20+i)
		if d.Len() > 1200 || i == 199 {
			all = append(all, []byte(d.String()))
			d.Reset()
		}
	}
	return all
}

// BenchmarkDatagram is one of these datagrams.
func BenchmarkDatagram(b *testing.B) {
	r, _ := newTestRecorder(Options{})
	all := datagrams()
	b.SetBytes(int64(len(all[0])))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r.Datagram(all[i%len(all)])
		if i%len(all) == 0 {
			r.figures.take(&live.Sample{}, time.Time{}, time.Second) // or the timers fill the memory
		}
	}
	b.ReportMetric(float64(strings.Count(string(all[0]), "\n")), "lines/op")
}

// BenchmarkSecond is all of a second with these datagrams: 800 lines, and the sample.
func BenchmarkSecond(b *testing.B) {
	r := newRecorder(Options{Store: live.NewStore(live.Options{})})
	all := datagrams()
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range all {
			r.Datagram(d)
		}
		r.sample(b.Context(), time.Now())
	}
}

// BenchmarkSegments is a second with 400 new spans, by how many the collector keeps.
func BenchmarkSegments(b *testing.B) {
	for _, keep := range []int{2_000, 20_000} {
		b.Run(fmt.Sprint("keep=", keep), func(b *testing.B) {
			c := collector.New(collector.Options{Keep: keep})
			a := connect(b, c)
			calls := make([]call, 400)
			for i := range calls {
				calls[i] = call{"orders", fmt.Sprint("operation", i%8), ms}
			}
			for range keep / len(calls) {
				a.report(calls...)
			}
			var s segments
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				a.report(calls...)
				b.StartTimer()
				s.news(c, 0)
			}
		})
	}
}
