package statsdserver

import (
	"fmt"
	"net"
	"sync"
	"time"
)

// receiveBuffer is how many bytes the system is asked to keep for the server while
// it does something else, such as a flush. Linux gives what net.core.rmem_max
// allows (208 KiB unless somebody raised it) and does not say so.
const receiveBuffer = 4 << 20

// Options are what a Server may be told. The zero value is good for a test.
type Options struct {
	// FlushInterval is how often the server flushes by itself; 0 is never.
	FlushInterval time.Duration
	// Percentiles are those of the timers; nil is 90 alone. See NewAggregator.
	Percentiles []float64
	// OnFlush, if not nil, gets the Flush of every interval, one at a time. It must
	// not call Flush or Close.
	OnFlush func(Flush)
	// OnDatagram, if not nil, gets a copy of each datagram before it counts, in the
	// order of arrival, empty ones too. It must not call Close.
	OnDatagram func(datagram []byte)
}

// Listen opens a UDP socket on addr, such as "127.0.0.1:8125" or "127.0.0.1:0"
// for a free port, and begins to read it. The caller must close the server.
func Listen(addr string, o Options) (*Server, error) {
	if o.Percentiles == nil {
		o.Percentiles = []float64{90}
	}
	sums, err := NewAggregator(o.Percentiles...)
	if err != nil {
		return nil, err
	}
	if o.FlushInterval < 0 {
		return nil, fmt.Errorf("statsdserver: flush interval %v: want 0 or more", o.FlushInterval)
	}
	conn, err := net.ListenPacket("udp", addr)
	if err != nil {
		return nil, fmt.Errorf("statsdserver: %w", err)
	}
	s := &Server{
		options: o,
		conn:    conn.(*net.UDPConn),
		closing: make(chan struct{}),
		sums:    sums,
		begin:   time.Now(),
	}
	s.close = sync.OnceValue(s.closeOnce)
	askForBuffer(s.conn)
	if o.FlushInterval > 0 {
		s.ticker = time.NewTicker(o.FlushInterval)
		s.done.Go(s.flushByItself)
	}
	s.done.Go(s.read)
	return s, nil
}

// askForBuffer asks for the receive buffer, and for less where the system refuses
// as much. The server works with any; with a small one it loses more in a burst.
func askForBuffer(conn *net.UDPConn) {
	for size := receiveBuffer; size > maxDatagram && conn.SetReadBuffer(size) != nil; size /= 2 {
	}
}
