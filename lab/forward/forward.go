// Package forward copies StatsD's datagrams to another server, byte for byte: to one
// that keeps them, while the lab shows them.
//
// Nobody answers a datagram, so a server that is gone is noticed by the complaint of
// its machine that nothing listens on the port. On Windows no such complaint reaches
// a Go program, and a firewall may swallow it anywhere: no complaint is no proof.
package forward

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// queueLength is how many datagrams wait at most: a second of a heavy load. A
	// write takes microseconds, so they wait only while the machine is busy.
	queueLength = 512

	// settled is for how long nobody complains before a server that was gone is
	// taken to be back: longer than a round trip, which a complaint needs.
	settled = time.Second

	// breath is between two complaints, so that no error, whichever it is, makes
	// the reading spin.
	breath = 10 * time.Millisecond
)

// A Forwarder sends copies to one server. [Start] returns one; it runs until Close.
type Forwarder struct {
	conn       *net.UDPConn
	onState    func(up bool, note string)
	settled    time.Duration
	queue      chan []byte
	complaints chan error // one at most: the newest ones say the same
	dropped    atomic.Int64
	closing    chan struct{}
	sent       chan struct{} // closed after the last write
	running    sync.WaitGroup
	close      func() error
}

// Start begins to send to addr, a host:port, whose name is looked up now and not
// again. The server counts as up until somebody complains; onState, if not nil, is
// told of each change, one at a time, and note says what is wrong and what to do. It
// must not call Close. The caller must call Close to end it.
func Start(addr string, onState func(up bool, note string)) (*Forwarder, error) {
	return start(addr, onState, settled)
}

// start is Start for a test, which has less time.
func start(addr string, onState func(up bool, note string), settled time.Duration) (*Forwarder, error) {
	udp, err := net.ResolveUDPAddr("udp", addr)
	if err != nil {
		return nil, fmt.Errorf("the StatsD server %q to forward to: %w; write host:port, such as 127.0.0.1:8125", addr, err)
	}
	if udp.Port == 0 {
		return nil, fmt.Errorf("the StatsD server %q to forward to has no port: write host:port, such as 127.0.0.1:8125", addr)
	}
	conn, err := net.DialUDP("udp", nil, udp)
	if err != nil {
		return nil, fmt.Errorf("the StatsD server %q to forward to: %w; is this machine on its network?", addr, err)
	}
	if onState == nil {
		onState = func(bool, string) {}
	}
	f := &Forwarder{
		conn:       conn,
		onState:    onState,
		settled:    settled,
		queue:      make(chan []byte, queueLength),
		complaints: make(chan error, 1),
		closing:    make(chan struct{}),
		sent:       make(chan struct{}),
	}
	f.close = sync.OnceValue(f.closeOnce)
	f.running.Go(f.send)
	f.running.Go(f.listen)
	return f, nil
}

// Addr returns the address that the copies go to, as IP:port. It must not be that of
// the server whose datagrams are copied, or each of them would go round for ever.
func (f *Forwarder) Addr() string { return f.conn.RemoteAddr().String() }

// Dropped returns how many datagrams were not sent: there were too many at once, or
// the system refused them. What was sent and found nobody is not among them.
func (f *Forwarder) Dropped() int { return int(f.dropped.Load()) }

// Datagram sends a copy of a datagram soon, and never waits. It is for
// statsdserver.Options.OnDatagram. Nobody may change the datagram afterwards.
func (f *Forwarder) Datagram(datagram []byte) {
	select {
	case f.queue <- datagram:
	default:
		f.dropped.Add(1)
	}
}

// Close sends what waits, and ends the forwarder and what it has started. What comes
// later is not sent. Closing again does nothing and returns the same.
func (f *Forwarder) Close() error { return f.close() }

func (f *Forwarder) closeOnce() error {
	close(f.closing)
	<-f.sent
	err := f.conn.Close() // which ends listen
	f.running.Wait()
	return err
}

// listen waits for complaints, which come as errors of a read, until the forwarder is
// closed. What a server says is nothing for us: StatsD does not answer.
func (f *Forwarder) listen() {
	buffer := make([]byte, 64<<10) // a datagram that does not fit is an error on Windows
	for {
		_, err := f.conn.Read(buffer)
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			f.complain(err)
			time.Sleep(breath)
		}
	}
}

// complain passes a complaint on, if none waits.
func (f *Forwarder) complain(err error) {
	select {
	case f.complaints <- err:
	default:
	}
}
