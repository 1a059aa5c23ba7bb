package statsdserver

import (
	"fmt"
	"net"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// listen starts a server, closed at t's end.
func listen(t testing.TB, o Options) *Server {
	t.Helper()
	s, err := Listen("127.0.0.1:0", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// send sends datagrams to s from one socket. Any goroutine may call it.
func send(t testing.TB, s *Server, datagrams ...string) {
	t.Helper()
	conn, err := net.Dial("udp", s.Addr())
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	for _, d := range datagrams {
		if _, err := conn.Write([]byte(d)); err != nil {
			t.Error(err)
		}
	}
}

// await waits until s has received n datagrams in the interval.
func await(t testing.TB, s *Server, n int) {
	t.Helper()
	for deadline := time.Now().Add(patience); s.Snapshot().Datagrams < n; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("after %v, %d datagrams have arrived; want %d", patience, s.Snapshot().Datagrams, n)
		}
	}
}

// receive takes a value from a channel.
func receive[T any](t testing.TB, from <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatalf("no %s in %v", what, patience)
		panic("unreachable")
	}
}

func TestServer(t *testing.T) {
	s := listen(t, Options{})
	send(t, s, "", "a:1|c\nb:2|g\n", "", "a:2|c", "nonsense")
	await(t, s, 5)
	f := s.Flush()
	if f.Counters["a"] != 3 || f.Gauges["b"] != 2 || f.Datagrams != 5 || f.Lines != 4 || f.BadTotal() != 1 {
		t.Errorf("Flush = %+v; want a: 3, b: 2, 5 datagrams, 4 lines and 1 bad", f)
	}
	f = s.Flush()
	if f.Counters["a"] != 0 || f.Gauges["b"] != 2 || f.Datagrams != 0 {
		t.Errorf("second Flush = %+v; want a: 0 and b: 2", f)
	}
}

func TestLargestDatagram(t *testing.T) {
	s := listen(t, Options{})
	const largest = 65_507 // of UDP over IPv4
	const line = "a.counter.with.a.name:1|c\n"
	const lines = largest / len(line)
	datagram := strings.Repeat(line, lines) + strings.Repeat("\n", largest%len(line))
	conn, err := net.Dial("udp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte(datagram)); err != nil {
		t.Skipf("this system does not send as much at once: %v", err)
	}
	await(t, s, 1)
	if got := s.Flush().Counters["a.counter.with.a.name"]; got != float64(lines) {
		t.Errorf("counter = %v; want %v, one for each line of the datagram", got, lines)
	}
}

func TestOnDatagramGetsCopiesInOrder(t *testing.T) {
	datagrams := make(chan []byte, 4)
	s := listen(t, Options{OnDatagram: func(d []byte) { datagrams <- d }})
	want := []string{"a:1|c\nb:1|c", "", "nonsense", "c:1|c"}
	send(t, s, want...)
	var got []string
	for range want {
		datagram := receive(t, datagrams, "datagram")
		got = append(got, string(datagram))
		clear(datagram) // ours to spoil
	}
	if !slices.Equal(got, want) {
		t.Errorf("OnDatagram got %q; want %q", got, want)
	}
	await(t, s, 4)
	if f := s.Flush(); f.Counters["a"] != 1 || f.Counters["c"] != 1 {
		t.Errorf("counters = %v; want a and c 1", f.Counters)
	}
}

func TestFlushesByItself(t *testing.T) {
	const interval = 20 * time.Millisecond
	flushes := make(chan Flush)
	closing := make(chan struct{})
	s := listen(t, Options{FlushInterval: interval, OnFlush: func(f Flush) {
		select {
		case flushes <- f:
		case <-closing:
		}
	}})
	t.Cleanup(func() { close(closing) }) // before the server is closed
	send(t, s, "a:1|c", "a:1|c", "a:1|c")
	var total float64
	for total < 3 {
		f := receive(t, flushes, "flush")
		if f.Interval != interval {
			t.Fatalf("Interval = %v; want %v", f.Interval, interval)
		}
		n := f.Counters["a"]
		if want := n / interval.Seconds(); f.CounterRates["a"] != want {
			t.Errorf("counter %v has rate %v; want %v", n, f.CounterRates["a"], want)
		}
		total += n
	}
	if total != 3 {
		t.Errorf("all flushes together have %v; want 3", total)
	}
}

func TestFlushByHandCallsOnFlush(t *testing.T) {
	var got []Flush
	s := listen(t, Options{OnFlush: func(f Flush) { got = append(got, f) }})
	want := []Flush{s.Flush(), s.Flush()}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("OnFlush got %+v; want %+v", got, want)
	}
}

func TestManyAtOnce(t *testing.T) {
	var lines atomic.Int64 // of all flushes
	s := listen(t, Options{FlushInterval: time.Millisecond, OnFlush: func(f Flush) {
		lines.Add(int64(f.Lines))
		clear(f.Counters) // ours to spoil
	}})
	const senders, each = 4, 50
	var done sync.WaitGroup
	for range senders {
		done.Go(func() {
			for i := range each {
				send(t, s, fmt.Sprintf("k%d:1|c\nt:%d|ms", i, i))
				clear(s.Snapshot().Timers)
				clear(s.Flush().Timers)
			}
		})
	}
	done.Wait()
	const want = senders * each * 2
	for deadline := time.Now().Add(patience); lines.Load() < want && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
	}
	if got := lines.Load(); got != want {
		t.Errorf("all flushes together have %d lines; want %d", got, want)
	}
}

func TestCloseTwice(t *testing.T) {
	s, err := Listen("127.0.0.1:0", Options{FlushInterval: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	again, err := Listen(s.Addr(), Options{})
	if err != nil {
		t.Fatalf("Listen on the address of a closed server: %v", err)
	}
	again.Close()
}

func TestListenRefuses(t *testing.T) {
	taken := listen(t, Options{})
	tests := []struct {
		name string
		addr string
		o    Options
	}{
		{"a taken address", taken.Addr(), Options{}},
		{"no address", "nonsense", Options{}},
		{"a percentile of 101", "127.0.0.1:0", Options{Percentiles: []float64{101}}},
		{"an interval below 0", "127.0.0.1:0", Options{FlushInterval: -1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if s, err := Listen(tt.addr, tt.o); err == nil {
				s.Close()
				t.Error("Listen gave no error")
			}
		})
	}
}
