package forward

import (
	"bytes"
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// listenOn opens a server's socket on addr, closed at t's end.
func listenOn(t testing.TB, addr string) *net.UDPConn {
	t.Helper()
	conn, err := net.ListenPacket("udp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn.(*net.UDPConn)
}

// receive reads one datagram.
func receive(t testing.TB, from *net.UDPConn) []byte {
	t.Helper()
	buffer := make([]byte, 64<<10)
	from.SetReadDeadline(time.Now().Add(patience))
	n, err := from.Read(buffer)
	if err != nil {
		t.Fatalf("no datagram: %v", err)
	}
	return buffer[:n]
}

// startForwarder starts a forwarder that trusts soon, closed at t's end.
func startForwarder(t testing.TB, addr string, onState func(bool, string)) *Forwarder {
	t.Helper()
	f, err := start(addr, onState, 50*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Errorf("Close = %v", err)
		}
	})
	return f
}

func TestCopiesAreAlike(t *testing.T) {
	server := listenOn(t, "127.0.0.1:0")
	f := startForwarder(t, server.LocalAddr().String(), func(up bool, note string) {
		t.Errorf("onState(%v, %q); want no change", up, note)
	})
	if f.Addr() != server.LocalAddr().String() {
		t.Errorf("Addr() = %q; want %q", f.Addr(), server.LocalAddr())
	}
	for _, want := range [][]byte{
		[]byte("a:1|c\nb:2|g\n"),
		{},
		{0, 0xff, '\n', '\n'},
		bytes.Repeat([]byte("orders.id.get.time:1.5|ms\n"), 300),
	} {
		f.Datagram(want)
		if got := receive(t, server); !bytes.Equal(got, want) {
			t.Errorf("%d bytes %.40q arrived; want the %d of %.40q", len(got), got, len(want), want)
		}
	}
	if f.Dropped() != 0 {
		t.Errorf("Dropped() = %d; want 0", f.Dropped())
	}
}

// TestServerGoesAndReturns has a server go away in the midst of lines, and return on
// the same port.
func TestServerGoesAndReturns(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Go does not pass complaints about UDP on there")
	}
	server := listenOn(t, "127.0.0.1:0")
	addr := server.LocalAddr().String()
	type change struct {
		up   bool
		note string
	}
	changes := make(chan change, 100)
	f := startForwarder(t, addr, func(up bool, note string) { changes <- change{up, note} })
	f.Datagram([]byte("first"))
	receive(t, server)

	// sendUntil sends until a change comes.
	sendUntil := func() change {
		t.Helper()
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for deadline := time.After(patience); ; {
			select {
			case c := <-changes:
				return c
			case <-tick.C:
				f.Datagram([]byte("x"))
			case <-deadline:
				t.Fatalf("no change in %v", patience)
			}
		}
	}
	for range 2 {
		server.Close()
		if c := sendUntil(); c.up || !strings.Contains(c.note, addr) || !strings.Contains(c.note, "refused") || !strings.Contains(c.note, "start the server") {
			t.Fatalf("after the server's end: %+v; want gone, where, why and what to do", c)
		}
		server = listenOn(t, addr)
		if c := sendUntil(); !c.up || c.note != "" {
			t.Fatalf("after the server's return: %+v; want up", c)
		}
		f.Datagram([]byte("last"))
		for string(receive(t, server)) != "last" {
		}
	}
	if n := f.Dropped(); n != 0 {
		t.Errorf("Dropped() = %d; want 0: what finds nobody is sent, too", n)
	}
}

// TestFloodIsDroppedAndCounted holds that whoever receives does not wait for whoever
// sends.
func TestFloodIsDroppedAndCounted(t *testing.T) {
	f := &Forwarder{queue: make(chan []byte, queueLength)} // nobody takes from the queue
	const more = 10
	for range queueLength + more {
		f.Datagram([]byte("x"))
	}
	if f.Dropped() != more {
		t.Errorf("Dropped() = %d; want %d", f.Dropped(), more)
	}
}

// TestCloseSendsWhatWaits closes at once, and twice.
func TestCloseSendsWhatWaits(t *testing.T) {
	server := listenOn(t, "127.0.0.1:0")
	f, err := Start(server.LocalAddr().String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	const n = 50
	for i := range n {
		f.Datagram(fmt.Append(nil, i))
	}
	for range 2 {
		if err := f.Close(); err != nil {
			t.Errorf("Close = %v", err)
		}
	}
	f.Datagram([]byte("too late")) // nobody waits for it, and nothing breaks
	for i := range n {
		if got, want := string(receive(t, server)), fmt.Sprint(i); got != want {
			t.Fatalf("datagram %q arrived; want %q", got, want)
		}
	}
}

func TestStartRefuses(t *testing.T) {
	tests := []struct{ name, addr string }{
		{"no port", "127.0.0.1"},
		{"a port that is no number", "127.0.0.1:statsd-of-mine"},
		{"port 0", "127.0.0.1:0"},
		{"an empty name", ""},
		{"a URL", "udp://127.0.0.1:8125"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Start(tt.addr, nil)
			if err == nil {
				f.Close()
				t.Fatalf("Start(%q) gave no error", tt.addr)
			}
			if !strings.Contains(err.Error(), "write host:port") || !strings.Contains(err.Error(), fmt.Sprintf("%q", tt.addr)) {
				t.Errorf("Start(%q) = %q; want what it is about, and how to write it", tt.addr, err)
			}
		})
	}
}

// BenchmarkDatagram is what a copy of some fifty lines costs, the system's part of it
// too: whoever receives waits here, which it does not elsewhere.
func BenchmarkDatagram(b *testing.B) {
	f := startForwarder(b, listenOn(b, "127.0.0.1:0").LocalAddr().String(), nil)
	datagram := bytes.Repeat([]byte("orders.id.get.time:1.5|ms\n"), 50)
	b.ReportAllocs()
	for b.Loop() {
		for len(f.queue) == cap(f.queue) {
			runtime.Gosched()
		}
		f.Datagram(datagram)
	}
	if f.Dropped() > 0 {
		b.Errorf("Dropped() = %d; want 0", f.Dropped())
	}
}
