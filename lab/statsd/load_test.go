package statsd

import (
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// load sends requests at the pace for a slice of time, and waits until the server
// has read all that it gets of them. It returns how many were sent, how many of
// these the server did not read, and how many were sent a second.
func (s counted) load(t *testing.T) (sent, lost int, reached float64) {
	t.Helper()
	readBefore := s.received()
	droppedBefore, known := dropped(t, s.addr)
	sent, reached = blast(t, s.addr)
	wait := patience
	if !known {
		wait = time.Second // nobody says when the rest has been dropped
	}
	for deadline := time.Now().Add(wait); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		lost = sent - (s.received() - readBefore)
		if droppedNow, _ := dropped(t, s.addr); lost == droppedNow-droppedBefore {
			return sent, lost, reached
		}
	}
	if known {
		t.Fatalf("%s: %d of %d datagrams were not read, and the system does not say that it dropped as many", s.name, lost, sent)
	}
	return sent, lost, reached
}

// blast sends requests to addr at the pace for a slice of time. It makes up for
// what it is late.
func blast(t *testing.T, addr string) (sent int, reached float64) {
	t.Helper()
	conn := dial(t, addr)
	datagram := []byte(request)
	begin := time.Now()
	for due := 0; due < int(pace*slice.Seconds()); time.Sleep(time.Millisecond) {
		due = int(pace * min(time.Since(begin), *slice).Seconds())
		for ; sent < due; sent++ {
			if _, err := conn.Write(datagram); err != nil {
				t.Fatal(err)
			}
		}
	}
	return sent, float64(sent) / time.Since(begin).Seconds()
}

// dropped returns how many datagrams the system has dropped because the buffer of
// the socket on addr, of IPv4, was full. It reports false where the system does
// not count them.
func dropped(t *testing.T, addr string) (n int, known bool) {
	t.Helper()
	table, err := os.ReadFile("/proc/net/udp")
	if err != nil {
		return 0, false
	}
	port := fmt.Sprintf(":%04X", netip.MustParseAddrPort(addr).Port())
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line) // number, local address, remote address ... drops
		if len(fields) > 3 && strings.HasSuffix(fields[1], port) && strings.HasSuffix(fields[2], ":0000") {
			n, err := strconv.Atoi(fields[len(fields)-1])
			if err != nil {
				t.Fatalf("%q in /proc/net/udp: %v", line, err)
			}
			return n, true
		}
	}
	t.Fatalf("no socket on %s in /proc/net/udp", addr)
	return 0, false
}
