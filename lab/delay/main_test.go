package delay

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// startServer starts a server that greets whoever connects and then repeats
// each line it hears. It ends at tb's end.
func startServer(tb testing.TB) (addr string) {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				fmt.Fprintln(c, greeting)
				io.Copy(c, c)
			}()
		}
	}()
	return l.Addr().String()
}

const greeting = "hello"

// startProxy starts a proxy on a free port, closed at tb's end.
func startProxy(tb testing.TB, target string, roundTrip time.Duration) *Proxy {
	tb.Helper()
	p, err := Start("127.0.0.1:0", "tcp", target, roundTrip)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := p.Close(); err != nil {
			tb.Errorf("Close = %v", err)
		}
	})
	return p
}

// A client is one connection, behind its greeting.
type client struct {
	net.Conn
	in *bufio.Reader
}

func dial(tb testing.TB, addr string) *client {
	tb.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { conn.Close() })
	c := &client{conn, bufio.NewReader(conn)}
	if line := c.line(tb); line != greeting+"\n" {
		tb.Fatalf("the first line is %q; want %q", line, greeting)
	}
	return c
}

func (c *client) line(tb testing.TB) string {
	tb.Helper()
	line, err := c.in.ReadString('\n')
	if err != nil {
		tb.Fatalf("read a line: %v", err)
	}
	return line
}

// exchange sends a line and waits for its echo.
func (c *client) exchange(tb testing.TB) {
	tb.Helper()
	fmt.Fprintln(c, "ping")
	if line := c.line(tb); line != "ping\n" {
		tb.Fatalf("the echo is %q; want ping", line)
	}
}
