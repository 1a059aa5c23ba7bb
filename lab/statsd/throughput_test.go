package statsd

import (
	"flag"
	"sync/atomic"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/statsdserver"
	"example.com/metricsworkshop/lab/internal/etsytest"
)

// rate is how many datagrams a second a server must keep up with, and pace how
// many the test tries to send: a little more, for it is late at times.
const (
	rate = 50_000
	pace = 52_000
)

var slice = flag.Duration("slice", 200*time.Millisecond, "how long each slice of the throughput test sends")

// request is the datagram that a middleware sends for one request.
const request = "orders.id.state.get.time:0.900623|ms\norders.id.state.get.calls:1|c\n" +
	"orders.id.state.get.goroutines:61|g\norders.id.state.get.status.2xx:1|c"

// A counted server says how many datagrams it has read since its start.
type counted struct {
	name     string
	addr     string
	received func() int
}

// TestThroughput sends 50,000 datagrams a second to our server and to Etsy's, in
// turns, and prints what each of them lost.
//
// A machine that is busy with something else may let either lose some: what comes
// while a server waits for a processor must fit into its socket's buffer. So the
// test requires two things that do not depend on the load. Where the system
// counts what it drops (Linux), each datagram was read or dropped there: none got
// lost inside a server. And of the slices that were sent at the full rate, our
// server must get one through whole; a server that is too slow loses in all.
func TestThroughput(t *testing.T) {
	servers := []counted{startOurs(t), startEtsys(t)}
	const slices = 8 // of each server
	whole, full := 0, 0
	for range slices {
		for _, s := range servers {
			sent, lost, reached := s.load(t)
			t.Logf("%-6s %7d sent at %6.0f/s, %5d lost", s.name, sent, reached, lost)
			if s.name == "ours" && reached >= rate {
				full++
				if lost == 0 {
					whole++
				}
			}
		}
	}
	if full == 0 {
		t.Skipf("this machine cannot send %d datagrams a second now", rate)
	}
	if whole == 0 {
		t.Errorf("our server lost datagrams in each of %d slices at %d a second", full, rate)
	}
}

func startOurs(t *testing.T) counted {
	t.Helper()
	var flushed atomic.Int64
	s, err := statsdserver.Listen("127.0.0.1:0", statsdserver.Options{
		FlushInterval: 100 * time.Millisecond, // ten times as often as it need be
		OnFlush:       func(f statsdserver.Flush) { flushed.Add(int64(f.Datagrams)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return counted{"ours", s.Addr(), func() int {
		s.Flush()
		return int(flushed.Load())
	}}
}

func startEtsys(t *testing.T) counted {
	t.Helper()
	s := etsytest.Start(t, 90)
	return counted{"Etsy's", s.Addr(), func() int { return s.Packets(t) }}
}
