package delay

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"
)

func TestStartRefuses(t *testing.T) {
	busy := startServer(t)
	tests := []struct {
		name, addr string
		roundTrip  time.Duration
		want       string
	}{
		{"all addresses", ":0", 0, "is not loopback"},
		{"another machine's address", "192.0.2.1:0", 0, "is not loopback"},
		{"no port", "127.0.0.1", 0, "host:port"},
		{"a busy port", busy, 0, "free one with port 0"},
		{"a negative delay", "127.0.0.1:0", -1, "from 0 to 500ms"},
		{"a long delay", "127.0.0.1:0", time.Second, "from 0 to 500ms"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Start(tt.addr, "tcp", busy, tt.roundTrip)
			if err == nil {
				p.Close()
				t.Fatalf("Start(%q, %v) listens; want an error", tt.addr, tt.roundTrip)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Start(%q, %v) = %q; want it to contain %q", tt.addr, tt.roundTrip, err, tt.want)
			}
		})
	}
}

// TestBytes sends more than all buffers hold, in pieces of all sizes, and
// requires every byte back in its place.
func TestBytes(t *testing.T) {
	p := startProxy(t, startServer(t), time.Millisecond)
	c := dial(t, p.Addr())
	sent := make([]byte, 8<<20)
	rng := rand.NewChaCha8([32]byte{1})
	rng.Read(sent)
	go func() {
		for rest := sent; len(rest) > 0; {
			n := min(len(rest), 1+int(rng.Uint64()%(64<<10)))
			c.Write(rest[:n])
			rest = rest[n:]
		}
		c.Conn.(*net.TCPConn).CloseWrite()
	}()
	got, err := io.ReadAll(c.in)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, sent) {
		t.Errorf("%d bytes came back, and not the %d that were sent", len(got), len(sent))
	}
}

// TestConnections holds that the count is what the database has, and that either
// end's hanging up reaches the other.
func TestConnections(t *testing.T) {
	target, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	p := startProxy(t, target.Addr().String(), time.Millisecond)
	for range 3 {
		client, err := net.Dial("tcp", p.Addr())
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		server, err := target.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		waitConnections(t, p, 1)

		io.WriteString(client, "the last word")
		client.(*net.TCPConn).CloseWrite()
		if got, err := io.ReadAll(server); string(got) != "the last word" || err != nil {
			t.Errorf("the database hears %q, %v; want the last word and an end", got, err)
		}
		if n := p.Connections(); n != 1 {
			t.Errorf("the database still has its end: Connections = %d; want 1", n)
		}
		io.WriteString(server, "and its answer")
		server.Close()
		if got, err := io.ReadAll(client); string(got) != "and its answer" || err != nil {
			t.Errorf("the client hears %q, %v; want the answer and an end", got, err)
		}
		waitConnections(t, p, 0)
	}
}

func TestTargetIsNotThere(t *testing.T) {
	target, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	target.Close()
	p := startProxy(t, target.Addr().String(), 0)
	c, err := net.Dial("tcp", p.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if got, err := io.ReadAll(c); len(got) > 0 || err != nil {
		t.Errorf("read %q, %v; want an end without a word", got, err)
	}
	waitConnections(t, p, 0)
}

// TestCloseEndsEverything closes a proxy in the midst of traffic; TestMain looks
// for what is left.
func TestCloseEndsEverything(t *testing.T) {
	p := startProxy(t, startServer(t), time.Millisecond)
	var clients []*client
	for range 20 {
		clients = append(clients, dial(t, p.Addr()))
	}
	for _, c := range clients {
		go func() {
			for {
				if _, err := c.Write(make([]byte, 10_000)); err != nil {
					return
				}
			}
		}()
	}
	for range 2 {
		if err := p.Close(); err != nil {
			t.Errorf("Close = %v", err)
		}
	}
	if n := p.Connections(); n != 0 {
		t.Errorf("Connections = %d after Close; want 0", n)
	}
	for _, c := range clients {
		io.Copy(io.Discard, c.in) // until the end, or a reset, which is one too
	}
	if _, err := net.Dial("tcp", p.Addr()); err == nil {
		t.Error("the proxy still takes connections after Close")
	}
}

// waitConnections waits until the database has want connections.
func waitConnections(t *testing.T, p *Proxy, want int) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); p.Connections() != want; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("Connections = %d after 10 s; want %d", p.Connections(), want)
		}
	}
}
