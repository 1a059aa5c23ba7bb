package etsytest

import (
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A Flush is the figures of an interval, as the server gives them to a backend.
// Figures may be infinite, or no number.
type Flush struct {
	Counters     map[string]float64
	CounterRates map[string]float64 // per second of Interval
	Gauges       map[string]float64
	Timers       map[string]map[string]float64
	Sets         map[string]int

	Datagrams int // the three are what the server counts of itself
	Lines     int
	Bad       int
}

// Packets is how many datagrams the server has read since its start.
func (s *Server) Packets(tb testing.TB) int {
	tb.Helper()
	n, err := s.packets()
	if err != nil {
		tb.Fatalf("ask Etsy's StatsD server for its packets: %v\n%s", err, s.log.bytes())
	}
	return n
}

// Await waits until the server has read n datagrams since its start.
func (s *Server) Await(tb testing.TB, n int) {
	tb.Helper()
	for deadline := time.Now().Add(readyTimeout); ; time.Sleep(time.Millisecond) {
		got := s.Packets(tb)
		if got >= n {
			return
		}
		if time.Now().After(deadline) {
			tb.Fatalf("after %v, Etsy's StatsD server has %d datagrams; want %d", readyTimeout, got, n)
		}
	}
}

// Flush ends the interval and returns its figures. What the server has not read
// yet counts in the next one.
func (s *Server) Flush(tb testing.TB) Flush {
	tb.Helper()
	f, err := s.flush()
	if err != nil {
		tb.Fatalf("flush Etsy's StatsD server: %v\n%s", err, s.log.bytes())
	}
	return f
}

func (s *Server) packets() (n int, err error) {
	err = s.ask("packets", &n)
	return n, err
}

func (s *Server) flush() (Flush, error) {
	var reply struct {
		Counters     map[string]figure
		CounterRates map[string]figure `json:"counter_rates"`
		Gauges       map[string]figure
		Timers       map[string]map[string]figure
		Sets         map[string]int
	}
	if err := s.ask("flush", &reply); err != nil {
		return Flush{}, err
	}
	f := Flush{
		Datagrams:    int(reply.Counters["statsd.packets_received"]),
		Lines:        int(reply.Counters["statsd.metrics_received"]),
		Bad:          int(reply.Counters["statsd.bad_lines_seen"]),
		Counters:     figures(reply.Counters),
		CounterRates: figures(reply.CounterRates),
		Gauges:       figures(reply.Gauges),
		Timers:       map[string]map[string]float64{},
		Sets:         reply.Sets,
	}
	for key, timer := range reply.Timers {
		f.Timers[key] = figures(timer)
	}
	return f, nil
}

// figures returns m without what the server counts of itself.
func figures(m map[string]figure) map[string]float64 {
	numbers := make(map[string]float64, len(m))
	for key, f := range m {
		numbers[key] = float64(f)
	}
	maps.DeleteFunc(numbers, func(key string, _ float64) bool { return strings.HasPrefix(key, "statsd.") })
	return numbers
}

// A figure is a JSON number, or the name of one that JSON does not have.
type figure float64

// UnmarshalJSON is that of a json.Unmarshaler.
func (f *figure) UnmarshalJSON(text []byte) error {
	n, err := strconv.ParseFloat(strings.Trim(string(text), `"`), 64)
	*f = figure(n)
	return err
}
