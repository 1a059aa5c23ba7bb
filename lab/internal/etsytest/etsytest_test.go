package etsytest

import (
	"math"
	"net"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStart(t *testing.T) {
	var s *Server
	t.Run("counts and flushes", func(t *testing.T) {
		s = Start(t, 90)
		conn, err := net.Dial("udp", s.Addr())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		before := s.Packets(t)
		for _, d := range []string{"a:2|c\nb:7|g\nc:5|ms\nd:x|s", "nonsense", "e:1|c|@0"} {
			if _, err := conn.Write([]byte(d)); err != nil {
				t.Fatal(err)
			}
		}
		s.Await(t, before+3)
		f := s.Flush(t)
		if f.Counters["a"] != 2 || f.CounterRates["a"] != 2/Interval.Seconds() || f.Gauges["b"] != 7 ||
			f.Timers["c"]["mean_90"] != 5 || f.Sets["d"] != 1 || !math.IsInf(f.Counters["e"], 1) {
			t.Errorf("Flush = %+v; want a 2, b 7, c 5, d 1 and e infinite", f)
		}
		if f.Datagrams != 3 || f.Lines != 6 || f.Bad != 1 || len(f.Counters) != 2 {
			t.Errorf("Flush = %+v; want 3 datagrams, 6 lines, 1 bad and 2 counters", f)
		}
		if f := s.Flush(t); f.Counters["a"] != 0 || f.Gauges["b"] != 7 || f.Datagrams != 0 || len(f.Timers["c"]) != 2 {
			t.Errorf("second Flush = %+v; want a 0, b 7, no datagrams, and no mean of c", f)
		}
	})
	if s == nil {
		t.Skip("Etsy's server did not start")
	}
	if s.cmd.ProcessState == nil {
		t.Error("the server still runs after its test's end")
	}
}
