package dashboard

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/lab/live"
)

// An eventStream is /events, as a page reads it. Its first event has been read.
type eventStream struct {
	body  io.ReadCloser
	lines *bufio.Scanner
	state live.State
}

// follow reads /events until tb's end.
func follow(tb testing.TB, s *Server, headers ...string) *eventStream {
	tb.Helper()
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, s.URL()+"events", nil)
	if err != nil {
		tb.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	answer, err := client.Do(r)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { answer.Body.Close() })
	if got := answer.Header.Get("Content-Type"); got != "text/event-stream" {
		tb.Errorf("the type of /events is %q; want text/event-stream", got)
	}
	e := &eventStream{body: answer.Body, lines: bufio.NewScanner(answer.Body)}
	e.lines.Buffer(nil, 1<<20)
	name, data := e.next(tb)
	if err := json.Unmarshal([]byte(data), &e.state); name != "state" || err != nil {
		tb.Fatalf("the first event is %s %s, %v; want the state", name, data, err)
	}
	return e
}

// next returns the next event. The name of a comment is "".
func (e *eventStream) next(tb testing.TB) (name, data string) {
	tb.Helper()
	var lines []string
	for e.lines.Scan() && e.lines.Text() != "" {
		lines = append(lines, e.lines.Text())
	}
	switch {
	case e.lines.Err() != nil:
		tb.Fatalf("the stream ends with %v", e.lines.Err())
	case len(lines) == 1 && strings.HasPrefix(lines[0], ":"):
		return "", lines[0]
	case len(lines) != 2 || !strings.HasPrefix(lines[0], "event: ") || !strings.HasPrefix(lines[1], "data: "):
		tb.Fatalf("an event is %q; want its name and its data", lines)
	}
	return lines[0][len("event: "):], lines[1][len("data: "):]
}

func TestEvents(t *testing.T) {
	s, _ := start(t, patient)
	n := 3
	s.options.Store.AddSample(live.Sample{At: 1, Connections: &n})
	s.options.Store.AddOutput("listening")
	first := follow(t, s)
	reloaded := follow(t, s, "Last-Event-ID: 7")
	if want := s.options.Store.State(); !reflect.DeepEqual(first.state, want) || !reflect.DeepEqual(reloaded.state, want) {
		t.Errorf("the states are\n%+v\n%+v; want both\n%+v", first.state, reloaded.state, want)
	}
	s.options.Store.AddSample(live.Sample{At: 2})
	s.options.Store.SetVerdict("held")
	for i, stream := range []*eventStream{first, reloaded} {
		if name, data := stream.next(t); name != live.EventSample || data != `{"t":2}` {
			t.Errorf("stream %d has the event %s %s; want the sample", i, name, data)
		}
		if name, data := stream.next(t); name != live.EventVerdict || data != `"held"` {
			t.Errorf("stream %d has the event %s %s; want the verdict", i, name, data)
		}
	}
}

// TestOutputIsNoMarkup prints what a browser would run, and what would be an event
// of its own.
func TestOutputIsNoMarkup(t *testing.T) {
	s, _ := start(t, patient)
	const line = "</script><script>alert(1)</script>\u2028<img src=x onerror=alert(2)>"
	stream := follow(t, s)
	s.options.Store.AddOutput(line)
	s.options.Store.AddWire(live.Wire{Kind: "bad", Text: "x\n\nevent: verdict\ndata: \"held\"\n\n" + line})
	again := follow(t, s)
	name, data := stream.next(t)
	var got string
	if err := json.Unmarshal([]byte(data), &got); name != live.EventOutput || err != nil || got != line {
		t.Errorf("the event is %s %s, %v; want the line as JSON", name, data, err)
	}
	if strings.ContainsAny(data, "<>\u2028") {
		t.Errorf("the data is %s; want no markup in it", data)
	}
	if name, data = stream.next(t); name != live.EventWire || strings.ContainsAny(data, "<>\u2028") {
		t.Errorf("the event is %s %s; want the wire, and no markup in it", name, data)
	}
	if got := again.state.Output; len(got) != 1 || got[0] != line {
		t.Errorf("after a reload the output is %q; want the line", got)
	}
}

func TestStreamsShowThatTheyLive(t *testing.T) {
	quick := patient
	quick.alive = time.Millisecond
	s, _ := start(t, quick)
	stream := follow(t, s)
	for range 3 {
		if name, data := stream.next(t); name != "" || data != ": alive" {
			t.Errorf("a quiet stream has %s %s; want a comment", name, data)
		}
	}
}

// block is larger than what is between a server that writes and a client that does
// not read when a thousand of them are sent.
var block = strings.Repeat("x", 64<<10)

// dialEvents asks for /events and reads nothing.
func dialEvents(t *testing.T, s *Server) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "GET /events HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n", s.port())
	return conn
}

// TestSlowPageIsCutOff has a page that reads nothing and one that reads all.
func TestSlowPageIsCutOff(t *testing.T) {
	s, _ := start(t, patient)
	slow := bufio.NewReader(dialEvents(t, s))
	if _, err := slow.Peek(1); err != nil { // so it is subscribed
		t.Fatal(err)
	}
	fast := follow(t, s)
	const n = 1000
	for range n {
		s.options.Store.Changed("block", block)
		if name, _ := fast.next(t); name != "block" {
			t.Fatalf("the page that reads has the event %s; want block", name)
		}
	}
	rest, err := http.ReadResponse(slow, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer rest.Body.Close()
	got, err := io.ReadAll(rest.Body)
	if blocks := strings.Count(string(got), "event: block\n"); err != nil || blocks >= n {
		t.Errorf("the page that reads late has %d blocks, then %v; want fewer than %d, then its end", blocks, err, n)
	}
}

// TestStuckPageIsGivenUp has a page that never reads. Its connection goes, too.
func TestStuckPageIsGivenUp(t *testing.T) {
	brief := patient
	brief.event = 10 * time.Millisecond
	s, _ := start(t, brief)
	bufio.NewReader(dialEvents(t, s)).Peek(1) // so it is subscribed
	for !s.busy.TryLock() {
		s.options.Store.Changed("block", block)
		time.Sleep(time.Millisecond)
	}
	s.busy.Unlock()
}

// BenchmarkEvents has ten pages open: how long it takes until all have a sample.
func BenchmarkEvents(b *testing.B) {
	s, _ := start(b, patient)
	var pages []*eventStream
	for range 10 {
		pages = append(pages, follow(b, s))
	}
	b.ReportAllocs()
	for b.Loop() {
		s.options.Store.AddSample(live.Sample{At: 1})
		for _, p := range pages {
			p.next(b)
		}
	}
}
