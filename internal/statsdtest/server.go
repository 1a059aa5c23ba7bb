// Package statsdtest lets a test see the StatsD lines that really leave a
// process: a server on a loopback port that keeps every line.
package statsdtest

import (
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/statsdserver"
)

// patience is how long a test waits for a line. It is long because it only passes
// when the line will never come.
const patience = 10 * time.Second

// probe is the datagram by which the server finds out whether it has read all
// that came before.
const probe = "statsdtest.probe"

// A Server receives StatsD lines for a test. Its methods are for the test's own
// goroutine: where they cannot go on they end the test.
type Server struct {
	t        testing.TB
	addr     string
	patience time.Duration

	server *statsdserver.Server // nil while the server does not listen
	holder *net.UDPConn         // keeps the address meanwhile

	mu      sync.Mutex // guards what follows
	lines   []string   // not given to the test yet
	probed  bool
	arrived chan struct{} // closed, and replaced, at each datagram
}

// Start returns a server that listens on a free loopback port. It is closed at
// t's end.
func Start(t testing.TB) *Server {
	t.Helper()
	s := Reserve(t)
	s.Listen()
	return s
}

// Reserve returns a server that does not listen until Listen is called. Its
// address is its own already, so that nobody else answers there.
func Reserve(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t, patience: patience, arrived: make(chan struct{})}
	s.hold("127.0.0.1:0")
	s.addr = s.holder.LocalAddr().String()
	t.Cleanup(s.close)
	return s
}

// Addr is the address to which clients send. It stays the same for ever.
func (s *Server) Addr() string { return s.addr }

// Listen begins to listen, for the first time or after Stop.
func (s *Server) Listen() {
	s.t.Helper()
	s.close()
	server, err := statsdserver.Listen(s.addr, statsdserver.Options{OnDatagram: s.keep})
	if err != nil {
		s.t.Fatalf("listen on the address of before: %v", err)
	}
	s.server = server
}

// Stop stops to listen, as if the StatsD server was killed: what is sent from now
// on is lost, and except on Windows the sender is told so, by its second write at
// the latest.
func (s *Server) Stop() {
	s.t.Helper()
	s.close()
	s.hold(s.addr)
}

// hold takes an address in such a way that nobody listens there: a socket that is
// connected takes datagrams from its peer only, and the system refuses all others.
func (s *Server) hold(addr string) {
	s.t.Helper()
	local, err := net.ResolveUDPAddr("udp", addr)
	if err != nil {
		s.t.Fatal(err)
	}
	const discard = 9 // a port from which nobody sends
	s.holder, err = net.DialUDP("udp", local, &net.UDPAddr{IP: local.IP, Port: discard})
	if err != nil {
		s.t.Fatalf("reserve a loopback address: %v", err)
	}
}

// close gives up the address.
func (s *Server) close() {
	if s.holder != nil {
		s.holder.Close()
		s.holder = nil
	}
	if s.server != nil {
		if err := s.server.Close(); err != nil {
			s.t.Errorf("close the test's StatsD server: %v", err)
		}
		s.server = nil
	}
}

// keep takes a datagram apart, on the server's goroutine.
func (s *Server) keep(datagram []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if string(datagram) == probe {
		s.probed = true
	} else {
		for line := range strings.SplitSeq(string(datagram), "\n") {
			if line != "" {
				s.lines = append(s.lines, line)
			}
		}
	}
	close(s.arrived)
	s.arrived = make(chan struct{})
}
