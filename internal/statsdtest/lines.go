package statsdtest

import (
	"crypto/rand"
	"net"
	"slices"
	"strings"
	"time"
)

// A Client sends lines. *statsd.Client of gopkg.in/alexcesaro/statsd.v2 is one.
type Client interface {
	Increment(bucket string)
	Flush()
}

// markerName is the beginning of the names that Lines sends.
const markerName = "statsdtest.marker."

// Lines returns the lines that arrived since the last call, in the order of
// arrival, among them all that client has sent before this call. To know when
// these are complete it sends a line of its own through client and waits for it.
func (s *Server) Lines(client Client) []string {
	s.t.Helper()
	if s.server == nil {
		s.t.Fatal("Lines of a server that does not listen: call Listen first")
	}
	marker := markerName + rand.Text()
	client.Increment(marker)
	client.Flush()

	var taken []string
	take := func() bool {
		last := slices.IndexFunc(s.lines, func(line string) bool { return strings.Contains(line, marker) })
		if last < 0 {
			return false
		}
		taken, s.lines = s.lines[:last], slices.Clone(s.lines[last+1:])
		return true
	}
	if !s.wait(s.patience/10, take) { // it has come by then, unless the machine is busy
		s.probe()
		if !s.wait(0, take) {
			s.t.Fatalf("a line sent through the client did not arrive: is the client made with the address %s, "+
				"without a sample rate, and while the server listened? "+
				"A client that found nobody at its start is muted for good.%s", s.addr, s.heard())
		}
	}
	return taken
}

// probe waits until the server has read what it got so far. A line that was sent
// before and is not there then was never sent: a test need not wait longer for
// it, however busy the machine is.
func (s *Server) probe() {
	s.t.Helper()
	conn, err := net.Dial("udp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	s.mu.Lock()
	s.probed = false
	s.mu.Unlock()
	if _, err := conn.Write([]byte(probe)); err != nil {
		s.t.Fatal(err)
	}
	if !s.wait(s.patience, func() bool { return s.probed }) {
		s.t.Fatalf("a datagram to %s did not arrive in %v: does a firewall stop UDP on loopback?", s.addr, s.patience)
	}
}

// Wait returns the first line for which match reports true, as soon as there is
// one that Lines has not returned. It is for clients that flush by themselves.
// what names the line if none comes.
func (s *Server) Wait(what string, match func(line string) bool) string {
	s.t.Helper()
	return s.WaitN(what, 1, match)[0]
}

// WaitN is Wait for the first n such lines.
func (s *Server) WaitN(what string, n int, match func(line string) bool) []string {
	s.t.Helper()
	var found []string
	if !s.wait(s.patience, func() bool {
		found = found[:0]
		for _, line := range s.lines {
			if len(found) < n && match(line) {
				found = append(found, line)
			}
		}
		return len(found) == n
	}) {
		s.t.Fatalf("waited %v for %d of %s, got %q: does a client send to %s and flush?%s",
			s.patience, n, what, found, s.addr, s.heard())
	}
	return found
}

// wait calls done now and after each datagram until it reports true or a time has
// passed. s.mu is held when done is called.
func (s *Server) wait(atMost time.Duration, done func() bool) bool {
	timeout := time.NewTimer(atMost)
	defer timeout.Stop()
	for {
		s.mu.Lock()
		ok, arrived := done(), s.arrived
		s.mu.Unlock()
		if ok {
			return true
		}
		select {
		case <-arrived:
		case <-timeout.C:
			return false
		}
	}
}

// heard says what did arrive, for the message of a test that has waited in vain.
func (s *Server) heard() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.lines) == 0 {
		return "\nNo line has arrived since the last call."
	}
	const enough = 10
	heard := "\nThese lines have arrived:\n" + strings.Join(s.lines[:min(len(s.lines), enough)], "\n")
	if len(s.lines) > enough {
		heard += "\n…"
	}
	return heard
}
