package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// A steering is a connection to the control channel.
type steering struct {
	conn  net.Conn
	lines *bufio.Reader
}

// dial connects to the control channel and says nothing.
func (s *serving) dial(t *testing.T) *steering {
	t.Helper()
	addr, _, _ := strings.Cut(s.ready["control"], " ")
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	return &steering{conn, bufio.NewReader(conn)}
}

// steer connects to the control channel and says hello.
func (s *serving) steer(t *testing.T) (*steering, map[string]string) {
	t.Helper()
	c := s.dial(t)
	_, token, _ := strings.Cut(s.ready["control"], " ")
	c.tell(t, "hello "+token)
	return c, readReady(t, c.lines)
}

func (c *steering) tell(t *testing.T, line string) {
	t.Helper()
	if _, err := io.WriteString(c.conn, line+"\n"); err != nil {
		t.Fatal(err)
	}
}

// expect reads one line, which must be want.
func (c *steering) expect(t *testing.T, want string) { t.Helper(); expect(t, c.lines, want) }

// expectEnd reads the last line, which must begin with want, "" for none, and then the
// end of the connection.
func (c *steering) expectEnd(t *testing.T, want string) {
	t.Helper()
	rest, err := io.ReadAll(c.lines)
	if ne, ok := err.(net.Error); ok && ne.Timeout() {
		t.Fatalf("after %q the connection stays open; want its end", rest)
	}
	if want == "" && len(rest) > 0 || !strings.HasPrefix(string(rest), want) || strings.Count(string(rest), "\n") > 1 {
		t.Errorf("the lab says %q and hangs up; want %q", rest, want)
	}
}

func expect(t *testing.T, lines *bufio.Reader, want string) {
	t.Helper()
	if line, err := lines.ReadString('\n'); err != nil || line != want+"\n" {
		t.Fatalf("the lab says %q, %v; want %q", line, err, want)
	}
}

// TestControlIsASession says the same as stdin and stdout, and takes the same.
func TestControlIsASession(t *testing.T) {
	lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0", "-control")
	c, ready := lab.steer(t)
	if len(ready) != 2 || ready["database"] != lab.ready["database"] || ready["control"] != lab.ready["control"] {
		t.Errorf("it says that %v are ready; want %v", ready, lab.ready)
	}
	c.tell(t, "lineup -n 1 "+startOrders(t))
	for {
		line, err := c.lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if line == "done\n" {
			break
		}
	}
	c.tell(t, "take")
	c.expect(t, "free")
}

func TestControlKeepsStrangersOut(t *testing.T) {
	lab := startServe(t, t.Context(), "-control")
	_, token, _ := strings.Cut(lab.ready["control"], " ")
	if len(token) != 32 {
		t.Errorf("the token %q has not 128 bits", token)
	}
	for name, said := range map[string]string{
		"a browser":     "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
		"a form":        "POST /hello%20" + token + " HTTP/1.1\r\n\r\nhello " + token + "\n",
		"wrong token":   "hello " + strings.Repeat("0", 32) + "\ntake\n",
		"half a token":  "hello " + token[:16] + "\n",
		"more of it":    "hello " + token + "0\n",
		"no token":      "hello\n",
		"no hello":      token + "\n",
		"empty":         "\n",
		"without end":   strings.Repeat("x", 2*maxLine),
		"silent":        "",
		"word at first": "take\nhello " + token + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := lab.dial(t)
			io.WriteString(c.conn, said) // the lab may have hung up before it has all
			c.expectEnd(t, "")
		})
	}
}

// TestControlIsBounded opens as many sessions as there may be, and one more.
func TestControlIsBounded(t *testing.T) {
	lab := startServe(t, t.Context(), "-control")
	var sessions []*steering
	for range maxSessions {
		c, _ := lab.steer(t)
		sessions = append(sessions, c)
	}
	_, token, _ := strings.Cut(lab.ready["control"], " ")
	refused := lab.dial(t)
	refused.tell(t, "hello "+token)
	refused.expectEnd(t, fmt.Sprintf("print the lab has %d sessions already: end one of them\n", maxSessions))

	sessions[0].conn.Close()
	for deadline := time.Now().Add(patience); ; { // until the lab has noticed
		c := lab.dial(t)
		c.tell(t, "hello "+token)
		if line, _ := c.lines.ReadString('\n'); strings.HasPrefix(line, "ready ") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("no room for a session after one has ended")
		}
	}
}

// TestWrongWords says what makes no sense: to a session on the control channel, which
// ends, and to the parent's, with which the lab ends.
func TestWrongWords(t *testing.T) {
	tests := []struct{ line, want string }{
		{"dance", `there is no command "dance"; there are load, `},
		{"", `there is no command ""`},
		{"service", `service: "" is no JSON of it`},
		{"service {", `service: "{" is no JSON of it`},
		{`service {"state":"running"}`, "service: a running service has a url"},
		{`service {"state":"well"}`, `service: there is no state "well"; there are ["none" `},
		{`service {"state":"running","url":"ftp://x"}`, `service: the url is "ftp://x"; write http://`},
		{`service {"state":"running","url":"http://127.0.0.1:1","debug":"x"}`, `service: the debug is "x"; write http://`},
		{`service {"state":"none"} {}`, "has something behind its JSON"},
		{`service {"state":"none","colour":"red"}`, `unknown field "colour"`},
		{"steps {}", "steps: "},
		{"take it", `take: "it" stands behind it`},
		{"stop-load now", `stop-load: "now" stands behind it`},
		{"load -rate x", "load: "},
		{"load -rate 1 -for 1s http://127.0.0.1:1", "load: there is no database"},
		{"side", `side: the label is ""`},
		{"side -label A -hits 1", `side: the label is "A"`},
		{"side -label a", "side: -target is 0 and -hits 0"},
		{"side -label a -hits 1 -target 1", "side: -target is 1 and -hits 1"},
		{"side -label a -hits -1 -target 1", "side: -target is 1 and -hits -1"},
		{"side -label a -hits 1 http://127.0.0.1:1", "side: there is no database"},
		{"side -colour red", "side: flag provided but not defined: -colour"},
		{"compare", `compare: "" is no JSON of it`},
		{"compare -o", `compare: "-o" is no JSON of it`},
		{"compare -o x", "compare: write -o FILE and then"},
		{`compare -o "x`, "compare: write -o FILE and then"},
		{`compare -o x {"made":1}`, "compare: "},
		{"output " + strings.Repeat("x", maxLine), "a line is longer than 65536 bytes"},
	}
	lab := startServe(t, t.Context(), "-control")
	for _, tt := range tests {
		t.Run(tt.line[:min(len(tt.line), 40)], func(t *testing.T) {
			c, _ := lab.steer(t)
			c.tell(t, tt.line)
			rest, err := io.ReadAll(c.lines)
			if !strings.HasPrefix(string(rest), "print lab: ") || !strings.Contains(string(rest), tt.want) || strings.Count(string(rest), "\n") != 1 {
				t.Errorf("the lab says %q, %v; want one line with %q", rest, err, tt.want)
			}

			own := startServe(t, t.Context())
			go io.WriteString(own.stdin, tt.line+"\n") // which does not wait for all of a long line
			own.discard()
			if code := <-own.done; code != 1 || !strings.Contains(own.stderr.String(), tt.want) {
				t.Errorf("exit code %d, stderr %q; want 1 and %q", code, own.stderr.String(), tt.want)
			}
		})
	}
	if c, _ := lab.steer(t); c == nil {
		t.Error("the lab has ended with a session")
	}
}

// TestStepsAreTheParents lets nobody else say what the page may start.
func TestStepsAreTheParents(t *testing.T) {
	lab := startServe(t, t.Context(), "-control")
	c, _ := lab.steer(t)
	c.tell(t, "steps []")
	c.expectEnd(t, "print lab: steps: what the page may start is for the lab's own parent to say\n")
}

// TestTooManyCommands queues more than may wait.
func TestTooManyCommands(t *testing.T) {
	stuck := make(chan struct{})
	service := startHandler(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stuck }))
	t.Cleanup(func() { close(stuck) })
	lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0", "-control")
	c, _ := lab.steer(t)
	for range maxQueued + 2 { // one of them runs, unless it has not begun yet
		c.tell(t, "load -rate 1 -for 1s "+service)
	}
	rest, _ := io.ReadAll(c.lines)
	if want := fmt.Sprintf("print lab: %d commands wait already, and there is one more: load; wait for done\n", maxQueued); !strings.HasSuffix(string(rest), want) {
		t.Errorf("the lab says %q; want %q at the end", rest, want)
	}
}
