package delay

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// roundTrip is exact in these tests: their clock is synctest's.
const roundTrip = 2 * time.Millisecond

// connect serves one connection by a proxy without sockets, and returns its two
// ends.
func connect(t *testing.T) (client, server net.Conn) {
	t.Helper()
	client, inner := net.Pipe()
	outer, server := net.Pipe()
	p := newProxy(nil, roundTrip, func(context.Context) (net.Conn, error) { return outer, nil })
	p.running.Go(func() { p.serve(inner) })
	t.Cleanup(func() {
		client.Close()
		server.Close()
		p.running.Wait()
	})
	return client, server
}

// read reads n bytes and returns the time on the test's clock.
func read(t *testing.T, from io.Reader, n int) time.Time {
	t.Helper()
	if _, err := io.ReadFull(from, make([]byte, n)); err != nil {
		t.Fatal(err)
	}
	return time.Now()
}

func TestNewConnectionCostsTwoRoundTrips(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		client, server := connect(t)
		go io.WriteString(server, "hello")
		if took := read(t, client, 5).Sub(began); took != 2*roundTrip {
			t.Errorf("the database's first word took %v; want %v", took, 2*roundTrip)
		}
	})
}

func TestExchangeCostsOneRoundTrip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := connect(t)
		go io.Copy(server, server)
		time.Sleep(2 * roundTrip) // until it is connected
		for range 3 {
			began := time.Now()
			io.WriteString(client, "ping")
			if took := read(t, client, 4).Sub(began); took != roundTrip {
				t.Errorf("an exchange took %v; want %v", took, roundTrip)
			}
		}
	})
}

// TestUnderWayTogether holds that the delay is no queue: what is sent without
// waiting for answers arrives together, and what is sent in between arrives in
// between.
func TestUnderWayTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := connect(t)
		time.Sleep(2 * roundTrip)
		began := time.Now()
		go func() {
			for range 10 {
				io.WriteString(client, "x")
			}
			time.Sleep(roundTrip / 2)
			io.WriteString(client, "y")
		}()
		if took := read(t, server, 10).Sub(began); took != roundTrip {
			t.Errorf("ten pieces took %v; want %v", took, roundTrip)
		}
		if took := read(t, server, 1).Sub(began); took != roundTrip*3/2 {
			t.Errorf("a piece sent half a round trip later took %v; want %v", took, roundTrip*3/2)
		}
	})
}
