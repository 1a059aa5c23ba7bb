package etsytest

import (
	"net"
	"os/exec"
	"testing"
)

// Restart kills the server, calls down while nobody listens on its address, and
// starts it there again. What it had counted is lost, as after a crash.
func (s *Server) Restart(tb testing.TB, down func()) {
	tb.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		tb.Fatalf("kill Etsy's StatsD server: %v", err)
	}
	for range s.replies { // Wait must not come before the end
	}
	s.cmd.Wait() // it was killed, and says so
	holder, err := hold(s.addr)
	if err != nil {
		tb.Fatal(err)
	}
	down()
	holder.Close()
	if err := s.launch(exec.Command(s.cmd.Path, s.cmd.Args[1:]...)); err != nil {
		tb.Fatalf("start Etsy's StatsD server again: %v", err)
	}
}

// hold keeps others from a UDP address on which nobody shall listen: a socket that
// is connected takes datagrams from its peer only, and the system refuses the rest.
func hold(addr string) (net.Conn, error) {
	local, err := net.ResolveUDPAddr("udp", addr)
	if err != nil {
		return nil, err
	}
	const discard = 9 // a port from which nobody sends
	return net.DialUDP("udp", local, &net.UDPAddr{IP: local.IP, Port: discard})
}
