// Package statsd compares our StatsD server with Etsy's.
package statsd

import (
	"flag"
	"math/rand/v2"
	"net"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/statsdserver"
	"example.com/metricsworkshop/lab/internal/etsytest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var seedFlag = flag.Uint64("seed", 0, "repeat the random tests with the seed that a failing run has logged")

// newRand returns a source of random numbers, another one in each run.
func newRand(t *testing.T) *rand.Rand {
	t.Helper()
	seed := *seedFlag
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("random numbers of -seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// patience is how long a test waits for datagrams.
const patience = 30 * time.Second

// A pair is our server and Etsy's, which get the same datagrams.
type pair struct {
	ours     *statsdserver.Server
	etsy     *etsytest.Server
	toOurs   net.Conn
	toEtsy   net.Conn
	ourCount int // sent to ours in this interval
	packets  int // sent to Etsy's since its start
}

func startPair(t *testing.T, percentiles ...float64) *pair {
	t.Helper()
	etsy := etsytest.Start(t, percentiles...)
	ours, err := statsdserver.Listen("127.0.0.1:0", statsdserver.Options{Percentiles: percentiles})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ours.Close() })
	return &pair{
		ours: ours, etsy: etsy,
		toOurs: dial(t, ours.Addr()), toEtsy: dial(t, etsy.Addr()),
		packets: etsy.Packets(t),
	}
}

func dial(t testing.TB, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("udp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// send sends datagrams to both servers, not more at once than a socket's buffer
// surely has room for.
func (p *pair) send(t *testing.T, datagrams ...string) {
	t.Helper()
	for some := range slices.Chunk(datagrams, 20) {
		for _, d := range some {
			for _, conn := range []net.Conn{p.toOurs, p.toEtsy} {
				if _, err := conn.Write([]byte(d)); err != nil {
					t.Fatal(err)
				}
			}
		}
		p.ourCount += len(some)
		p.packets += len(some)
		p.etsy.Await(t, p.packets)
	}
}

// flush ends the interval of both servers.
func (p *pair) flush(t *testing.T) (statsdserver.Flush, etsytest.Flush) {
	t.Helper()
	for deadline := time.Now().Add(patience); p.ours.Snapshot().Datagrams < p.ourCount; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("after %v our server has %d datagrams; want %d", patience, p.ours.Snapshot().Datagrams, p.ourCount)
		}
	}
	p.ourCount = 0
	return p.ours.Flush(), p.etsy.Flush(t)
}
