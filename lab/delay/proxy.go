// Package delay puts a network between a service and its database that in truth
// run on one machine: a TCP proxy that takes a round trip longer, and counts the
// connections that the database has.
//
// On bare loopback a query takes a few tenths of a millisecond and a new connection
// hardly more, which no service has in production. The proxy models latency only:
// no loss, and no limit of bandwidth.
//
// The whole round trip is added on the way to the database, and nothing on the
// way back: a program cannot tell where a round trip spent its time, and one wait
// is kept more exactly than two. What is under way at the same time waits at the
// same time, so the proxy costs latency and not throughput. A new connection
// costs two round trips before the database's first word, as it does on a
// network: one for TCP, one until the database hears of it and has answered.
//
// The wait is as exact as the system's timers. On Linux it is 0.1 to 0.4 ms too
// long: see the benchmark. On Windows a timer is coarser, half a millisecond at
// best and 15 ms on old versions, and so is the delay there.
package delay

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"example.com/metricsworkshop/internal/loadlimits"
)

// MaxRoundTrip is more than it takes around the world and back.
const MaxRoundTrip = loadlimits.MaxDelay

// A Proxy passes connections on to a database. [Start] returns one; it runs
// until Close.
type Proxy struct {
	listener  net.Listener
	dial      func(ctx context.Context) (net.Conn, error) // to the database
	roundTrip time.Duration
	ctx       context.Context // done when the proxy is closed
	cancel    context.CancelFunc
	running   sync.WaitGroup // accept, and every connection

	mu     sync.Mutex
	conns  map[net.Conn]struct{} // what Close has to close: both ends of each connection
	open   int
	closed bool
}

// Start starts a proxy on addr, which must be a loopback address; port 0 picks a
// free port. It passes each connection on to target, an address of network ("tcp"
// or "unix"), and adds roundTrip to every exchange; with 0 it only counts. The
// target need not be there yet: while it is not, the proxy hangs up on whoever
// connects. The caller must call Close to end it.
func Start(addr, network, target string, roundTrip time.Duration) (*Proxy, error) {
	if roundTrip < 0 || roundTrip > MaxRoundTrip {
		return nil, fmt.Errorf("a delay of %v: it is from 0 to %v", roundTrip, MaxRoundTrip)
	}
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("address %q of the delay: %w; write host:port, such as 127.0.0.1:0", addr, err)
	}
	if !tcp.IP.IsLoopback() {
		return nil, fmt.Errorf("address %q of the delay is not loopback, and it leads to a database: use 127.0.0.1:0", addr)
	}
	listener, err := net.ListenTCP("tcp", tcp)
	if err != nil {
		return nil, fmt.Errorf("start the delay on port %d: %w; stop what uses the port, or let the system pick a free one with port 0", tcp.Port, err)
	}
	p := newProxy(listener, roundTrip, func(ctx context.Context) (net.Conn, error) {
		var dialer net.Dialer
		return dialer.DialContext(ctx, network, target)
	})
	p.running.Go(p.accept)
	return p, nil
}

func newProxy(l net.Listener, roundTrip time.Duration, dial func(context.Context) (net.Conn, error)) *Proxy {
	p := &Proxy{listener: l, dial: dial, roundTrip: roundTrip, conns: map[net.Conn]struct{}{}}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p
}

// Addr returns the address the proxy listens on, as host:port.
func (p *Proxy) Addr() string {
	return p.listener.Addr().String()
}

// Connections returns how many connections the database has through the proxy.
func (p *Proxy) Connections() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.open
}

// Close stops listening, closes every connection and waits until all that the
// proxy started has ended, which takes three round trips at most.
func (p *Proxy) Close() error {
	err := p.listener.Close()
	p.cancel()
	p.mu.Lock()
	p.closed = true
	for c := range p.conns {
		c.Close()
	}
	p.mu.Unlock()
	p.running.Wait()
	if errors.Is(err, net.ErrClosed) {
		return nil // the second call
	}
	return err
}

// accept serves connections until the listener is closed.
func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		switch {
		case err == nil:
			p.running.Go(func() { p.serve(client) })
		case errors.Is(err, net.ErrClosed):
			return
		default:
			time.Sleep(10 * time.Millisecond) // out of file descriptors for a moment: no reason to end
		}
	}
}

// keep notes a connection for Close, and reports false if that has been called.
func (p *Proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.conns[c] = struct{}{}
	return true
}

// drop closes a connection, and forgets it.
func (p *Proxy) drop(c net.Conn) {
	c.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

// count adds n to the number of connections that the database has.
func (p *Proxy) count(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open += n
}
