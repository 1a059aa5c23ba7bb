package statsdtest

import (
	"errors"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"
	"gopkg.in/alexcesaro/statsd.v2"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// dial returns a client of s that sends only when it is flushed or full. It has
// no goroutine.
func dial(t testing.TB, s *Server, options ...statsd.Option) *statsd.Client {
	t.Helper()
	client, err := statsd.New(append(options, statsd.Address(s.Addr()), statsd.FlushPeriod(0))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func TestLines(t *testing.T) {
	s := Start(t)
	client := dial(t, s, statsd.Prefix("orders"), statsd.Tags("a", "b"), statsd.TagsFormat(statsd.Datadog))
	if got := s.Lines(client); len(got) != 0 {
		t.Errorf("before anything is sent, Lines = %q; want none", got)
	}
	client.Increment("calls")
	client.Flush()
	client.Gauge("open", -1)
	want := []string{"orders.calls:1|c|#a:b", "orders.open:0|g|#a:b", "orders.open:-1|g|#a:b"}
	if got := s.Lines(client); !slices.Equal(got, want) {
		t.Errorf("Lines = %q; want %q", got, want)
	}
	if got := s.Lines(client); len(got) != 0 {
		t.Errorf("Lines again = %q; want none", got)
	}
}

func TestLinesHaveAllOfAClient(t *testing.T) {
	s := Start(t)
	client := dial(t, s, statsd.MaxPacketSize(100))
	for round := range 20 {
		const n = 50
		for i := range n {
			client.Count(fmt.Sprintf("round%d", round), i)
		}
		got := s.Lines(client)
		if len(got) != n || got[n-1] != fmt.Sprintf("round%d:49|c", round) {
			t.Fatalf("round %d: %d lines, %q; want %d in order", round, len(got), got, n)
		}
	}
}

func TestWait(t *testing.T) {
	s := Start(t)
	client := dial(t, s)
	calls := func(line string) bool { return strings.HasPrefix(line, "calls:") }
	go func() {
		for i := range 3 {
			client.Count("calls", i)
			client.Gauge("open", i)
			client.Flush()
		}
	}()
	if got, want := s.WaitN("calls", 3, calls), []string{"calls:0|c", "calls:1|c", "calls:2|c"}; !slices.Equal(got, want) {
		t.Errorf("WaitN = %q; want %q", got, want)
	}
	if got := s.Wait("calls", calls); got != "calls:0|c" {
		t.Errorf("Wait = %q; want the first one, which Lines has not taken yet", got)
	}
}

func TestStopAndListen(t *testing.T) {
	s := Reserve(t)
	addr := s.Addr()
	refused := func() error {
		client, err := statsd.New(statsd.Address(addr), statsd.FlushPeriod(0))
		client.Close()
		return err
	}
	for range 3 {
		if runtime.GOOS != "windows" { // it does not say so
			if err := refused(); !errors.Is(err, syscall.ECONNREFUSED) {
				t.Fatalf("a client of a stopped server has %v; want connection refused", err)
			}
		}
		if server, err := net.ListenPacket("udp", addr); err == nil {
			server.Close()
			t.Fatal("somebody else could listen on the address of a stopped server")
		}
		s.Listen()
		client := dial(t, s)
		client.Increment("back")
		if got := s.Lines(client); !slices.Equal(got, []string{"back:1|c"}) || s.Addr() != addr {
			t.Errorf("listening again on %s, Lines = %q; want one, on %s", s.Addr(), got, addr)
		}
		s.Stop()
	}
}

func TestParseLine(t *testing.T) {
	tests := []struct {
		line string
		want Line
		err  string // a part of it
	}{
		{line: "a b/c:0.9|ms", want: Line{Key: "a b/c", Type: "ms", Value: 0.9}},
		{line: "a:x|s", want: Line{Key: "a", Type: "s", Text: "x"}},
		{line: "a:1|c|@0.1|#t:u", want: Line{Key: "a", Type: "c", Value: 1}},
		{line: "a:|ms", err: "no finite number"},
		{line: "a:1|h", err: "none of c, ms, g and s"},
		{line: "a", err: "no colon"},
		{line: "", err: "0 lines"},
		{line: "a:1|c:2|c", err: "2 values"},
		{line: "a:1|c\nb:1|c", err: "2 lines"},
	}
	for _, tt := range tests {
		got, err := ParseLine(tt.line)
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("ParseLine(%q) = %+v, %v; want %+v and an error with %q", tt.line, got, err, tt.want, tt.err)
		}
	}
}

// A failing is a test whose failure is a panic that carries its message.
type failing struct{ testing.TB }

func (failing) Fatal(args ...any)                 { panic(fmt.Sprint(args...)) }
func (failing) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// failure returns the message with which f ends a test of s, soon.
func failure(t *testing.T, s *Server, f func()) (message string) {
	t.Helper()
	s.t, s.patience = failing{t}, patience/10
	defer func() {
		message, _ = recover().(string)
		s.t = t
	}()
	f()
	return ""
}

func TestFailuresSayWhatToDo(t *testing.T) {
	s := Reserve(t)
	muted, err := statsd.New(statsd.Address(s.Addr()))
	if runtime.GOOS == "windows" { // where the system does not say that nobody listens
		muted.Close()
		muted, err = statsd.New(statsd.Mute(true))
	} else if err == nil {
		t.Fatal("New found somebody on a reserved address")
	}
	s.Listen()
	client := dial(t, s)
	client.Increment("calls")
	client.Flush()
	s.Wait("a call", func(string) bool { return true })
	tests := []struct {
		name string
		f    func()
		want []string
	}{
		{"muted client", func() { s.Lines(muted) }, []string{s.Addr(), "muted for good", "arrived:\ncalls:1|c"}},
		{"no such line", func() { s.Wait("pongs", func(string) bool { return false }) }, []string{"1 of pongs", s.Addr(), "flush?", "arrived:\ncalls:1|c"}},
		{"stopped", func() { s.Stop(); s.Lines(client) }, []string{"call Listen first"}},
	}
	for _, tt := range tests {
		message := failure(t, s, tt.f)
		for _, part := range tt.want {
			if !strings.Contains(message, part) {
				t.Errorf("%s: the test ends with %q; want %q in it", tt.name, message, part)
			}
		}
	}
}
