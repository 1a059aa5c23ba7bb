package statsdserver

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// maxDatagram is larger than any datagram of UDP can be. A smaller buffer would
// cut the datagrams of a client with large packets, without a word.
const maxDatagram = 64 << 10

// A Server receives StatsD datagrams and adds them up. Its methods may be called
// from several goroutines.
type Server struct {
	options Options
	conn    *net.UDPConn
	ticker  *time.Ticker // nil without a FlushInterval
	closing chan struct{}
	done    sync.WaitGroup
	readErr error // of the reading goroutine, for whoever has waited for done
	close   func() error

	flushing sync.Mutex // held over a flush and its OnFlush
	mu       sync.Mutex // guards what follows
	sums     *Aggregator
	begin    time.Time // of the interval
}

// Addr is the address on which the server listens, with the port that it has.
func (s *Server) Addr() string { return s.conn.LocalAddr().String() }

// Close stops the server and waits until its goroutines have ended. What has come
// since the last flush is not flushed. It returns the error that stopped the
// reading, if there was one. Closing again does nothing and returns the same.
func (s *Server) Close() error { return s.close() }

func (s *Server) closeOnce() error {
	close(s.closing)
	err := s.conn.Close()
	s.done.Wait()
	return errors.Join(s.readErr, err)
}

// read counts datagrams until the socket is closed.
func (s *Server) read() {
	buffer := make([]byte, maxDatagram)
	for {
		n, _, err := s.conn.ReadFromUDPAddrPort(buffer)
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				s.readErr = fmt.Errorf("statsdserver: %w", err)
			}
			return
		}
		if s.options.OnDatagram != nil {
			s.options.OnDatagram(bytes.Clone(buffer[:n]))
		}
		s.mu.Lock()
		s.sums.Add(buffer[:n])
		s.mu.Unlock()
	}
}

// flushByItself flushes at each tick until the server is closed.
func (s *Server) flushByItself() {
	defer s.ticker.Stop()
	for {
		select {
		case <-s.closing:
			return
		case <-s.ticker.C:
			// As Etsy's server does, count the interval for as long as it was meant
			// to be, not for what the clock says.
			s.flush(s.options.FlushInterval)
		}
	}
}

// Flush ends the interval now and returns its figures: counters, timers and sets
// start anew, gauges keep their values. The next interval of a server that
// flushes by itself begins now too.
//
// A datagram that the system has received but the server has not read yet counts
// in the next interval.
func (s *Server) Flush() Flush {
	return s.flush(0)
}

// flush ends an interval that counts as that long; 0 is as long as it was.
func (s *Server) flush(interval time.Duration) Flush {
	s.flushing.Lock()
	defer s.flushing.Unlock()
	f := s.end(interval)
	if s.options.OnFlush != nil {
		s.options.OnFlush(f)
	}
	return f
}

func (s *Server) end(interval time.Duration) Flush {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if interval == 0 {
		interval = now.Sub(s.begin)
		if s.ticker != nil {
			s.ticker.Reset(s.options.FlushInterval)
		}
	}
	s.begin = now
	return s.sums.Flush(now, interval)
}

// Snapshot returns the figures of the interval so far, and resets nothing.
func (s *Server) Snapshot() Flush {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	return s.sums.Snapshot(now, now.Sub(s.begin))
}
