package dashboard

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/profiles"
)

// rest is where net/http still stands, half a second long, after it has answered a
// request that it did not read to the end. That is longer than goleak waits.
var rest = goleak.IgnoreAnyFunction("net/http.(*conn).closeWriteAndWait")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, rest) }

// patient is a timing that no test runs into.
var patient = timing{event: time.Hour, alive: time.Hour, body: time.Hour}

// A fakeLab notes what it is asked for, and answers with its error. It is also the
// Profiles.
type fakeLab struct {
	err error

	mu    sync.Mutex
	calls []string
}

func (l *fakeLab) note(format string, args ...any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = append(l.calls, fmt.Sprintf(format, args...))
	return l.err
}

// took returns what was asked for since the last time.
func (l *fakeLab) took() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	calls := l.calls
	l.calls = nil
	return calls
}

func (l *fakeLab) StartLoad(r live.LoadRequest) error { return l.note("load %+v", r) }
func (l *fakeLab) StopLoad() error                    { return l.note("stop load") }
func (l *fakeLab) Want(w live.Want) error             { return l.note("want %+v", w) }
func (l *fakeLab) SendStatsD(line string) error       { return l.note("statsd %s", line) }

func (l *fakeLab) Take(_ context.Context, kind string, seconds int) (profiles.Snapshot, error) {
	return profiles.Snapshot{ID: "3", Kind: kind}, l.note("take %s %d", kind, seconds)
}

func (l *fakeLab) Diff(base, id string) (profiles.Snapshot, error) {
	return profiles.Snapshot{ID: "3", Kind: profiles.KindHeap, Base: base}, l.note("diff %s %s", base, id)
}

func (l *fakeLab) List() []profiles.Snapshot { return []profiles.Snapshot{{ID: "1"}, {ID: "2"}} }

func (l *fakeLab) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.note("pprof %s", r.URL.Path)
	w.Header().Set("Content-Security-Policy", profiles.ContentSecurityPolicy)
	io.WriteString(w, "flames")
}

// start serves a page on a free port until tb's end.
func start(tb testing.TB, t timing) (*Server, *fakeLab) {
	tb.Helper()
	lab := &fakeLab{}
	s, err := listen("127.0.0.1:0", Options{Store: live.NewStore(live.Options{}), Lab: lab, Profiles: lab}, t)
	if err != nil {
		tb.Fatal(err)
	}
	s.options.Store.SetSteps([]live.Step{{Name: "2", Title: "step02-statsd"}})
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Errorf("Close = %v", err)
		}
	})
	return s, lab
}

// client keeps no connection, so that a test leaves none.
var client = &http.Client{
	Transport:     &http.Transport{DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// asJSON is what the page's own requests have.
const asJSON = "Content-Type: application/json"

// send sends a request and returns the answer with its body. A header is written as
// "Name: value"; PORT in it is the server's.
func send(tb testing.TB, s *Server, method, path, body string, headers ...string) (*http.Response, string) {
	tb.Helper()
	r, err := http.NewRequestWithContext(tb.Context(), method, strings.TrimSuffix(s.URL(), "/")+path, strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(strings.ReplaceAll(h, "PORT", s.port()), ": ")
		if r.Header.Set(name, value); name == "Host" {
			r.Host = value
		}
	}
	answer, err := client.Do(r)
	if err != nil {
		tb.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return answer, string(text)
}

// checkError checks an answer that is an error, and says so to the page's script.
func checkError(t *testing.T, answer *http.Response, body string, status int, text string) {
	t.Helper()
	var got map[string]string
	err := json.Unmarshal([]byte(body), &got)
	if answer.StatusCode != status || err != nil || len(got) != 1 || !strings.Contains(got["error"], text) || got["error"] == "" {
		t.Errorf("answer = %d %s; want %d with an error that has %q", answer.StatusCode, body, status, text)
	}
	if got := answer.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type = %q; want application/json", got)
	}
}

// checkTook checks what the lab was asked for.
func checkTook(t *testing.T, lab *fakeLab, want ...string) {
	t.Helper()
	if got := lab.took(); !slices.Equal(got, want) {
		t.Errorf("the lab was asked for %q; want %q", got, want)
	}
}
