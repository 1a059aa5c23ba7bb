package mysql

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// listener remembers the connections it accepted, because the engine's server
// leaves them open when it is closed. It refuses those above its limit: the engine's
// server lets them wait, or hangs up without a word.
type listener struct {
	net.Listener
	max int // connections; 0 for no limit

	mu    sync.Mutex
	conns map[*conn]struct{}
	open  sync.WaitGroup // one for each connection that its handler still has
}

// listen listens on addr, and nowhere but on loopback: the database lets
// everybody in, up to maxConnections at once unless that is 0.
func listen(addr string, maxConnections int) (*listener, error) {
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("database address %q: %w; write host:port, such as %s", addr, err, DefaultAddr)
	}
	if !tcp.IP.IsLoopback() {
		return nil, fmt.Errorf("database address %q is not loopback: the database has no password and must stay on this machine; use %s",
			addr, DefaultAddr)
	}
	l, err := net.ListenTCP("tcp", tcp)
	if err != nil {
		// Systems differ in how they say that a port is taken or reserved, and
		// the remedy is the same.
		return nil, fmt.Errorf("start the database on port %d: %w; stop what uses the port (another lab?), or let the system pick a free one with -db-addr 127.0.0.1:0",
			tcp.Port, err)
	}
	return &listener{Listener: l, max: maxConnections, conns: map[*conn]struct{}{}}, nil
}

// Accept waits for the next connection. It returns an error only when the
// listener is closed: the engine stops listening at the first one, and running
// out of file descriptors for a moment must not end the database.
func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err == nil && l.full() {
			refuse(c)
			continue
		}
		if err == nil {
			return l.track(c), nil
		}
		if errors.Is(err, net.ErrClosed) {
			return nil, err
		}
		time.Sleep(10 * time.Millisecond) // else a full table of descriptors is a busy loop
	}
}

func (l *listener) track(c net.Conn) *conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	tracked := &conn{Conn: c, listener: l}
	l.conns[tracked] = struct{}{}
	l.open.Add(1)
	return tracked
}

// full reports whether there is no room for another connection. Only Accept adds
// any, so that there still is none when it refuses.
func (l *listener) full() bool { return l.max > 0 && l.connections() >= l.max }

// connections returns how many connections are open.
func (l *listener) connections() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.conns)
}

// closeConns closes all connections and waits for their handlers. It is called
// when no more can be accepted.
func (l *listener) closeConns() {
	l.mu.Lock()
	for c := range l.conns {
		// The inner one, so that the handler, which closes the outer one as its
		// last act, is waited for.
		c.Conn.Close()
	}
	l.mu.Unlock()
	l.open.Wait()
}

// conn is one accepted connection.
type conn struct {
	net.Conn
	listener *listener
	once     sync.Once
}

// Close closes the connection and takes it off its listener's list.
func (c *conn) Close() error {
	err := c.Conn.Close()
	c.once.Do(func() {
		c.listener.mu.Lock()
		delete(c.listener.conns, c)
		c.listener.mu.Unlock()
		c.listener.open.Done()
	})
	return err
}
