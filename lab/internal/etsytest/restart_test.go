package etsytest

import (
	"net"
	"runtime"
	"testing"
)

func TestRestart(t *testing.T) {
	s := Start(t)
	addr := s.Addr()
	conn, err := net.Dial("udp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	send := func() error {
		_, err := conn.Write([]byte("a:1|c"))
		return err
	}
	if err := send(); err != nil {
		t.Fatal(err)
	}
	s.Restart(t, func() {
		refused := false
		for range 2 { // the second is told of the first
			refused = send() != nil || refused
		}
		if !refused && runtime.GOOS != "windows" {
			t.Error("a datagram is taken while the server is down")
		}
	})
	if s.Addr() != addr {
		t.Errorf("the address was %s and is %s; want the same", addr, s.Addr())
	}
	before := s.Packets(t)
	for send() != nil { // what was refused last
	}
	s.Await(t, before+1)
	if f := s.Flush(t); f.Counters["a"] != 1 {
		t.Errorf("a = %v; want 1, that of after the restart", f.Counters["a"])
	}
}
