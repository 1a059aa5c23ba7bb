package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/lab/internal/fakeorders"
	"example.com/metricsworkshop/lab/live"
)

// events connects to the page's events until ctx is done, and returns them and the
// state that they begin with.
func (s *serving) events(t *testing.T, ctx context.Context) (*bufio.Reader, live.State) {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.ready["page"]+"events", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	events := bufio.NewReader(response.Body)
	for {
		line, err := events.ReadString('\n')
		if err != nil {
			t.Fatalf("the events end with %q, %v; want the state", line, err)
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			var state live.State
			if err := json.Unmarshal([]byte(data), &state); err != nil {
				t.Fatal(err)
			}
			return events, state
		}
	}
}

// state is what a page that is opened now gets.
func (s *serving) state(t *testing.T) live.State {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, state := s.events(t, ctx)
	return state
}

// awaitState waits until the page's state is as is says.
func (s *serving) awaitState(t *testing.T, what string, is func(live.State) bool) live.State {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		state := s.state(t)
		if is(state) {
			return state
		}
		if time.Now().After(deadline) {
			t.Fatalf("the state is %+v; want %s", state, what)
		}
	}
}

// post asks for something as the page does, and returns the answer's status and body.
func (s *serving) post(t *testing.T, path string, body any) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.ready["page"]+"api/"+path, strings.NewReader(encode(body)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// expectPost requires that an answer has the status, and want in its body.
func (s *serving) expectPost(t *testing.T, path string, body any, status int, want string) {
	t.Helper()
	if got, text := s.post(t, path, body); got != status || !strings.Contains(text, want) {
		t.Errorf("%s: %d %s; want %d and %q", path, got, text, status, want)
	}
}

var allParts = []string{
	"-mysql", "127.0.0.1:0", "-delay", "1ms", "-statsd", "127.0.0.1:0", "-collector", "127.0.0.1:0", "-page", "127.0.0.1:0", "-control",
}

// TestWords says what a service is while a load runs, and stops the load.
func TestWords(t *testing.T) {
	lab := startServe(t, t.Context(), allParts...)
	url := startOrders(t)
	service := live.Service{Name: "step02-statsd", Step: 2, State: live.ServiceRunning, URL: url, PID: 1 << 30}
	lab.tell(t, `steps [{"name":"2","title":"step02-statsd"}]`)
	lab.tell(t, "load -rate 100 -for 10m -hits 0 "+url)
	lab.tell(t, "service "+encode(service))
	lab.tell(t, "output level=INFO \x1b[31mmsg=listening")
	lab.tell(t, "stop-load")
	said := lab.readUntilDone(t)
	if !strings.Contains(said["print"], "with a good answer\n") && !strings.Contains(said["print"], "stopped before its first request") {
		t.Errorf("it printed %q; want what came of the load", said["print"])
	}
	state := lab.awaitState(t, "the service", func(s live.State) bool { return s.Service == service })
	if len(state.Steps) != 1 || len(state.Output) != 1 || state.Output[0] != "level=INFO msg=listening" || state.Load.State != live.LoadIdle {
		t.Errorf("the state is %+v; want a step, a line without colour, and no load", state)
	}
}

// TestOneLoad refuses the terminal's load while the page's runs, and the other way
// round; the page may stop either.
func TestOneLoad(t *testing.T) {
	lab := startServe(t, t.Context(), allParts...)
	url := startOrders(t)
	load := live.LoadRequest{Rate: 50, Seconds: 600}
	lab.expectPost(t, "load", load, http.StatusConflict, "start one first")
	lab.expectPost(t, "load/stop", nil, http.StatusConflict, "no load runs")
	lab.tell(t, "service "+encode(live.Service{State: live.ServiceRunning, URL: url}))
	lab.awaitState(t, "the service", func(s live.State) bool { return s.Service.URL == url })
	lab.expectPost(t, "load", load, http.StatusNoContent, "")
	c, _ := lab.steer(t)
	for _, command := range []string{"load -rate 1 -for 1s ", "lineup -n 1 ", "side -label a -rate 1 -hits 1 "} {
		c.tell(t, command+url)
		c.expect(t, "print a load is running already: stop it on the page, or wait until it is over")
		c.expect(t, "done")
	}
	lab.awaitState(t, "samples of the load", func(s live.State) bool {
		n := len(s.Samples)
		return n > 0 && s.Samples[n-1].Load != nil && s.Samples[n-1].Load.Good > 0
	})
	lab.expectPost(t, "load/stop", nil, http.StatusNoContent, "")
	lab.awaitState(t, "no load", func(s live.State) bool { return s.Load.State == live.LoadIdle })

	c.tell(t, "load -rate 50 -for 10m "+url)
	state := lab.awaitState(t, "the terminal's load", func(s live.State) bool { return s.Load.State == live.LoadRunning })
	if want := (live.LoadRequest{Rate: 50, Seconds: 600}); state.Load.Owner != ownerTerminal || state.Load.Request != want {
		t.Errorf("the load is %+v; want the terminal's %+v", state.Load, want)
	}
	lab.expectPost(t, "load", load, http.StatusConflict, "the terminal has a load")
	lab.expectPost(t, "load/stop", nil, http.StatusNoContent, "")
	if said := (&serving{stdout: c.lines}).readUntilDone(t); !strings.Contains(said["print"], "with a good answer\n") {
		t.Errorf("it printed %q; want what came of the load", said["print"])
	}
}

// TestWants routes what the page wants.
func TestWants(t *testing.T) {
	lab := startServe(t, t.Context(), allParts...)
	step := live.Want{Do: "start", Step: "2"}
	lab.expectPost(t, "want", live.Want{Do: "stop"}, http.StatusConflict, "no service was started yet")
	lab.tell(t, `steps [{"name":"2","title":"step02-statsd"}]`)
	c, _ := lab.steer(t)
	c.tell(t, "take")
	c.expect(t, "free")
	service := live.Service{Name: "solutions/step02-statsd", State: live.ServiceRunning, URL: "http://127.0.0.1:1"}
	c.tell(t, "service "+encode(service))
	lab.awaitState(t, "steps and a service", func(s live.State) bool { return len(s.Steps) == 1 && s.Service == service })

	lab.expectPost(t, "want", live.Want{Do: "restart"}, http.StatusAccepted, "")
	c.expect(t, `want {"do":"restart"}`)
	lab.expectPost(t, "want", step, http.StatusAccepted, "")
	c.expect(t, `want {"do":"stop"}`)
	c.conn.Close()
	expect(t, lab.stdout, `want {"do":"start","step":"2"}`)
	state := lab.awaitState(t, "a service that is stopped", func(s live.State) bool { return s.Service.State == live.ServiceStopped })
	if state.Service.Name != service.Name || state.Service.Note == "" {
		t.Errorf("the service is %+v; want the one of the session that has gone", state.Service)
	}
}

// TestPageSendsStatsD sends a line by hand.
func TestPageSendsStatsD(t *testing.T) {
	copies, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer copies.Close()
	lab := startServe(t, t.Context(), append(allParts, "-statsd-forward", copies.LocalAddr().String())...)
	lab.expectPost(t, "statsd", map[string]string{"line": "hello:1|c"}, http.StatusNoContent, "")
	buffer := make([]byte, 100)
	copies.SetReadDeadline(time.Now().Add(patience))
	if n, _, err := copies.ReadFrom(buffer); err != nil || string(buffer[:n]) != "hello:1|c" {
		t.Errorf("the copy is %q, %v; want hello:1|c", buffer[:n], err)
	}
	lab.awaitState(t, "the line", func(s live.State) bool { return len(s.Wire) > 0 && s.Wire[0].Text == "hello:1|c" })

	without := startServe(t, t.Context(), "-page", "127.0.0.1:0", "-no-statsd", "(step 2 sends them)")
	without.expectPost(t, "statsd", map[string]string{"line": "hello:1|c"}, http.StatusConflict, "no StatsD server (step 2 sends them)")
}

// TestParts says where all parts are, or why there are none.
func TestParts(t *testing.T) {
	lab := startServe(t, t.Context(), append(allParts, "-statsd-forward", "127.0.0.1:9")...)
	state := lab.state(t)
	checkParts(t, state, map[string]string{
		"database":       "up MySQL in memory, by way of ",
		"statsd":         "up " + lab.ready["statsd"],
		"statsd-forward": "up 127.0.0.1:9",
		"collector":      "up " + lab.ready["collector"],
	})
	lab = startServe(t, t.Context(), "-page", "127.0.0.1:0", "-no-statsd", "(they go to STATSD_ADDR)", "-no-collector", "it is New Relic's own")
	checkParts(t, lab.state(t), map[string]string{
		"database":  "off no database",
		"statsd":    "off they go to STATSD_ADDR",
		"collector": "off it is New Relic's own",
	})
}

func checkParts(t *testing.T, state live.State, want map[string]string) {
	t.Helper()
	if len(state.Parts) != len(want) {
		t.Errorf("parts %+v; want %q", state.Parts, want)
	}
	for _, p := range state.Parts {
		if got := p.State + " " + p.Where; want[p.Name] == "" || !strings.HasPrefix(got, want[p.Name]) {
			t.Errorf("%s: %q; want %q", p.Name, got, want[p.Name])
		}
	}
}

// TestServeEndsAtOnce closes stdin while a page is open, a session is there, and the
// page's load waits for a service that does not answer.
func TestServeEndsAtOnce(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	stuck := make(chan struct{}, 10_000)
	orders := (&fakeorders.Service{}).Handler()
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/busy") {
			stuck <- struct{}{}
			<-r.Context().Done()
			return
		}
		orders.ServeHTTP(w, r)
	}))
	lab := startServe(t, t.Context(), allParts...)
	c, _ := lab.steer(t)
	c.tell(t, "service "+encode(live.Service{State: live.ServiceRunning, URL: service.URL}))
	events, _ := lab.events(t, t.Context())
	lab.awaitState(t, "the service", func(s live.State) bool { return s.Service.URL != "" })
	lab.expectPost(t, "load", live.LoadRequest{Rate: 100, Seconds: 600, Lookup: "busy"}, http.StatusNoContent, "")
	<-stuck

	began := time.Now()
	lab.stdin.Close()
	if code := <-lab.done; code != 0 {
		t.Errorf("exit code = %d; want 0", code)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the end took %v; want less than 2 s", took)
	}
	c.expectEnd(t, "")
	io.Copy(io.Discard, events) // until the page has ended, too
	service.Close()
	if err := goleak.Find(ignore); err != nil {
		t.Error(err)
	}
}

// TestCalm takes no profile while counts are exact, and ends one that is under way.
func TestCalm(t *testing.T) {
	var c calm
	ctx, leave, ok := c.enter(t.Context())
	if !ok || ctx.Err() != nil {
		t.Fatal("it is calm at first")
	}
	calmed := make(chan struct{})
	go func() {
		c.set(true)
		close(calmed)
	}()
	<-ctx.Done() // the request is told
	select {
	case <-calmed:
		t.Error("it is calm while there is a request")
	default:
	}
	leave()
	<-calmed
	if _, _, ok := c.enter(t.Context()); ok {
		t.Error("there is a request while it is calm")
	}
	c.set(false)
	_, leave, ok = c.enter(t.Context())
	if !ok {
		t.Fatal("it is calm for ever")
	}
	leave()
}
