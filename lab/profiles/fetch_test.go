package profiles

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/lab/live"
)

// TestRefused asks for what there is not, and for what the service cannot give.
func TestRefused(t *testing.T) {
	running := live.Service{Name: "step02-statsd", Step: 2, State: live.ServiceRunning}
	gone := running
	gone.Debug = "http://127.0.0.1:1" // tcpmux, which nobody has

	for _, tt := range []struct {
		name       string
		service    live.Service
		kind       string
		seconds    int
		wantStatus int
		want       string
	}{
		{"unknown kind", running, "mutex", 1, 400, `no profile of kind "mutex": ask for goroutine, heap, allocs or cpu`},
		{"no time", running, KindCPU, 0, 400, "ask for 1 to 30"},
		{"too long", running, KindCPU, 31, 400, "ask for 1 to 30"},
		{"no service", live.Service{State: live.ServiceNone}, KindHeap, 0, 409, "no service is up: start one, or wait for it"},
		{"starting", live.Service{State: live.ServiceStarting, Debug: "http://127.0.0.1:1"}, KindHeap, 0, 409, "no service is up: start one, or wait for it"},
		{"ended", live.Service{State: live.ServiceEnded, Debug: "http://127.0.0.1:1"}, KindHeap, 0, 409, "no service is up: start one, or wait for it"},
		{"no debug listener", running, KindHeap, 0, 409, "step02-statsd has no debug listener: it comes with step 4"},
		{"nobody there", gone, KindHeap, 0, 503, "step02-statsd does not answer at http://127.0.0.1:1: dial tcp "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			refused(t, of(tt.service), tt.kind, tt.seconds, tt.wantStatus, tt.want)
		})
	}
}

// TestBadAnswer takes profiles of services that answer something else.
func TestBadAnswer(t *testing.T) {
	const limit = 1000
	for _, tt := range []struct {
		name       string
		status     int
		body       string
		wantStatus int
		want       string
	}{
		{"not mounted", 404, "404 page not found\n", 409, "has nothing at /debug/pprof/heap?gc=1: mount net/http/pprof on its debug listener (task 4.1)"},
		{"moved", 302, "", 503, "answers 302 Found"},
		{"busy", 500, "Could not enable CPU profiling: cpu profiling already in use\n", 409, "is being taken already: wait until it is done"},
		{"error", 500, "out of\nluck\n", 503, `answers 500 Internal Server Error to /debug/pprof/heap?gc=1, "out of luck": look at its output`},
		{"text", 200, "heap profile: 0: 0 [0: 0] @ heap/1048576\n", 503, "has sent no profile from /debug/pprof/heap?gc=1: "},
		{"packed text", 200, pack(t, strings.NewReader("hello")), 503, "has sent no profile"},
		{"packed nothing", 200, pack(t, strings.NewReader("")), 503, "has sent no profile"},
		{"cut off", 200, pack(t, strings.NewReader("hello"))[:12], 503, "unexpected EOF"},
		{"bomb", 200, pack(t, strings.NewReader(strings.Repeat("x", limit+1))), 503, "unpacks to more than 1000 bytes"},
		{"flood", 200, strings.Repeat("x", limit+1), 503, "sends a profile of more than 1000 bytes: take it with go tool pprof"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(tt.status)
				io.WriteString(w, tt.body)
			}))
			p := of(s)
			p.limit = limit
			refused(t, p, KindHeap, 0, tt.wantStatus, tt.want)
		})
	}
}

// stuck starts a service that answers nothing. Its channel has a value once it was
// asked.
func stuck(tb testing.TB) (s live.Service, asked <-chan struct{}) {
	tb.Helper()
	c := make(chan struct{}, 1)
	return serve(tb, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		c <- struct{}{}
		<-r.Context().Done()
	})), c
}

func TestGivenUp(t *testing.T) {
	s, _ := stuck(t)
	p := of(s)
	p.grace = 10 * time.Millisecond
	refused(t, p, KindHeap, 0, 503, "has sent no profile within 10ms: is it stuck? restart it")
}

func TestCalledOff(t *testing.T) {
	s, asked := stuck(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("the page has gone")
	go func() {
		<-asked
		cancel(gone)
	}()
	if _, err := of(s).Take(ctx, KindHeap, 0); !errors.Is(err, gone) {
		t.Errorf("Take = %v; want %v", err, gone)
	}
}

// TestConnection looks at the requests that a service gets.
func TestConnection(t *testing.T) {
	type request struct {
		uri   string
		close bool
	}
	asked := make(chan request, 1)
	p := of(serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- request{r.RequestURI, r.Close}
	})))
	for kind, want := range map[string]string{
		KindGoroutine: "/debug/pprof/goroutine",
		KindHeap:      "/debug/pprof/heap?gc=1",
		KindAllocs:    "/debug/pprof/allocs",
		KindCPU:       "/debug/pprof/profile?seconds=30",
	} {
		p.Take(t.Context(), kind, 30) // its answer is of no interest here
		if got := <-asked; got != (request{want, true}) {
			t.Errorf("Take(%s) asks for %+v; want %s, and no connection kept open", kind, got, want)
		}
	}
}

// refused checks that a Take is refused, and leaves no snapshot.
func refused(t *testing.T, p *Profiles, kind string, seconds, status int, text string) {
	t.Helper()
	s, err := p.Take(t.Context(), kind, seconds)
	if r, ok := errors.AsType[*Refusal](err); !ok || r.Status != status || !strings.Contains(r.Error(), text) {
		t.Errorf("Take(%s, %d) = %+v, %#v; want status %d and %q", kind, seconds, s, err, status, text)
	}
	if list := p.List(); len(list) > 0 {
		t.Errorf("List = %v; want none", list)
	}
}

// pack returns what r has, packed as net/http/pprof packs a profile.
func pack(tb testing.TB, r io.Reader) string {
	tb.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := io.Copy(w, r); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return packed.String()
}
