package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"

	"github.com/google/pprof/profile"
	"github.com/gorilla/mux"

	"example.com/metricsworkshop/internal/verdict"
)

// TestDebugRouter proves task 4.1: every route of net/http/pprof, each with its
// own answer, there and nowhere else.
func TestDebugRouter(t *testing.T) {
	v := verdict.For(t, "4.1")
	router := DebugRouter()
	if router == nil {
		v.Wrong(verdict.Finding{Called: "DebugRouter()", Got: "nil", Want: "a router", Why: "startDebug serves it: each request would panic"})
		return
	}
	if f := nothingThere(router); f != nil {
		v.Wrong(*f)
		return
	}
	for _, route := range debugRoutes() {
		got := debugAnswer(router, route.path)
		if problem := route.check(got); problem != "" {
			v.Wrong(verdict.Finding{Called: "GET " + route.path, Got: shownDebug(got), Want: problem, Why: route.whyNot(router, got)})
		}
	}
	if v.OK() {
		notPublic(t, v)
		notCounted(t, v, router)
	}
}

// nothingThere is the finding on a router that has nothing below /debug/pprof/, or nil.
func nothingThere(router *mux.Router) *verdict.Finding {
	for _, route := range debugRoutes() {
		if debugAnswer(router, route.path).Code != http.StatusNotFound {
			return nil
		}
	}
	f := &verdict.Finding{Called: "DebugRouter()", Got: "a router that answers every path below /debug/pprof/ with 404", Want: "every route of net/http/pprof",
		Why: "without them nobody sees what the process is doing, once it matters"}
	_, registered := http.DefaultServeMux.Handler(httptest.NewRequest(http.MethodGet, indexPath, http.NoBody))
	switch others := templates(router); {
	case len(others) > 0:
		f.Got += "; it has " + strings.Join(others, ", ")
		f.Why = "curl, go tool pprof and pprof.Index all expect the profiles below /debug/pprof/, and nowhere else"
	case registered != "":
		f.Got += ", while http.DefaultServeMux has them"
		f.Why = "an import of net/http/pprof registers its routes on http.DefaultServeMux, which nobody serves here: this router needs routes of its own"
	}
	return f
}

// templates are the paths of a router's routes.
func templates(router *mux.Router) []string {
	var all []string
	_ = router.Walk(func(route *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		if template, err := route.GetPathTemplate(); err == nil {
			all = append(all, template)
		}
		return nil
	})
	return all
}

// A debugRoute is a route of net/http/pprof, and how to know its answer.
type debugRoute struct {
	path  string
	check func(answer *httptest.ResponseRecorder) string // what is wanted; empty if it is so
	why   string
}

// whyNot says why a route has got another answer than it should.
func (d debugRoute) whyNot(router *mux.Router, got *httptest.ResponseRecorder) string {
	path, _, _ := strings.Cut(d.path, "?")
	var match mux.RouteMatch
	matched := router.Match(httptest.NewRequest(http.MethodGet, path, http.NoBody), &match) && match.Route != nil
	switch {
	case matched && takenFrom(router, match.Route, path):
		return "the router has this route, but gorilla takes the first one that fits, which is the index's prefix: register that last"
	case path != indexPath && strings.Contains(got.Body.String(), indexText):
		return "this is the index: pprof.Index looks for a profile's name behind /debug/pprof/, so leave the path as it is, without StripPrefix"
	default:
		return d.why
	}
}

// takenFrom reports whether a router has a route of exactly this path, and another
// one is asked.
func takenFrom(router *mux.Router, asked *mux.Route, path string) bool {
	template, err := asked.GetPathTemplate()
	return err == nil && template != path && slices.Contains(templates(router), path)
}

const (
	indexPath = "/debug/pprof/"
	indexText = "full goroutine stack dump" // on the index, and on no other page
)

// debugRoutes are the index, the four other handlers, and every profile that this
// program has.
func debugRoutes() []debugRoute {
	routes := []debugRoute{
		{indexPath, contains("the page that lists the profiles", indexText),
			"the page to begin with: pprof.Index, at the path that ends with a slash"},
		{"/debug/pprof/heap", holds("inuse_space"),
			"pprof.Index serves each profile under its name, but only if the router sends it all that begins with /debug/pprof/: a path without a prefix route is one page"},
		{"/debug/pprof/profile?seconds=30", holds("cpu"),
			"the CPU profile is a handler of its own, pprof.Profile: the index knows no profile of this name"},
		{"/debug/pprof/cmdline", contains("the program's command line", os.Args[0]),
			"which binary was this, with what flags: pprof.Cmdline"},
		{fmt.Sprintf("/debug/pprof/symbol?%#x", reflect.ValueOf(PingHandler).Pointer()), contains("the name of PingHandler", "PingHandler"),
			"the name of an address, for profiles that come without names: pprof.Symbol"},
		{"/debug/pprof/trace?seconds=1", contains("an execution trace", "go 1."),
			"go tool trace reads what pprof.Trace writes; the index has none"},
	}
	for _, p := range pprof.Profiles() {
		routes = append(routes,
			debugRoute{"/debug/pprof/" + p.Name(), holds(""), "every profile that the program has, those that it may get tomorrow included"},
			debugRoute{"/debug/pprof/" + p.Name() + "?debug=1", forPeople, "debug=1 is the form for people"})
	}
	return routes
}

// contains wants a good answer with a text in it.
func contains(want, text string) func(*httptest.ResponseRecorder) string {
	return func(answer *httptest.ResponseRecorder) string {
		if answer.Code == http.StatusOK && strings.Contains(answer.Body.String(), text) {
			return ""
		}
		return "200, " + want
	}
}

// forPeople wants a profile as text.
func forPeople(answer *httptest.ResponseRecorder) string {
	first, _, _ := strings.Cut(answer.Body.String(), "\n")
	if answer.Code == http.StatusOK && (strings.Contains(first, " profile: ") || strings.HasPrefix(first, "--- ")) {
		return ""
	}
	return "200, the profile as text"
}

// holds wants a profile with a value of this kind, or of any.
func holds(kind string) func(*httptest.ResponseRecorder) string {
	return func(answer *httptest.ResponseRecorder) string {
		p, err := profile.ParseData(answer.Body.Bytes())
		if err == nil && answer.Code == http.StatusOK && (kind == "" || slices.ContainsFunc(p.SampleType, func(t *profile.ValueType) bool { return t.Type == kind })) {
			return ""
		}
		if strings.Contains(answer.Body.String(), "already in use") {
			return "" // the right handler, under go test -cpuprofile
		}
		if kind == "" {
			return "200, a profile for go tool pprof"
		}
		return "200, a profile for go tool pprof, of " + kind
	}
}

// debugAnswer asks for a profile and hangs up at once: one that takes its time
// then takes none.
func debugAnswer(h http.Handler, path string) *httptest.ResponseRecorder {
	hungUp, hangUp := context.WithCancel(context.Background())
	hangUp()
	answer := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(hungUp, http.MethodGet, path, http.NoBody)
	if err := verdict.Call(func() error { h.ServeHTTP(answer, r); return nil }); err != nil {
		return &httptest.ResponseRecorder{Body: bytes.NewBufferString(err.Error())}
	}
	return answer
}

// shownDebug is how a finding shows an answer.
func shownDebug(answer *httptest.ResponseRecorder) string {
	return fmt.Sprintf("%d %.60q", answer.Code, answer.Body)
}

// notPublic checks that the public handler has none of the routes, however the
// import of net/http/pprof registers itself, and that nobody serves them beside it.
func notPublic(t *testing.T, v *verdict.Verdict) {
	const why = "every customer could read the program's inside, and keep a processor busy with profiles. These routes belong to DebugRouter alone"
	public := Handler(testInstances())
	for _, path := range []string{"/debug/pprof/", "/debug/pprof/heap", "/debug/pprof/cmdline", "/debug/pprof/profile", "/debug/pprof/symbol", "/debug/pprof/trace"} {
		if got := debugAnswer(public, path); got.Code != http.StatusNotFound {
			v.Wrong(verdict.Finding{Called: "GET " + path + " on the public address", Got: shownDebug(got), Want: "404", Why: why})
		}
	}
	base, stop := startRun(t, testEnv())
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(base + indexPath)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusNotFound {
		v.Wrong(verdict.Finding{Called: "GET " + indexPath + " of the running service, on ORDERS_ADDR", Got: response.Status, Want: "404", Why: why})
	}
	if err := stop(); err != nil {
		t.Errorf("run = %v; want nil after a stop", err)
	}
}

// notCounted checks that nobody's debugging is in the service's metrics.
func notCounted(t *testing.T, v *verdict.Verdict, router http.Handler) {
	lines := useStatsD(t)
	for _, path := range []string{"/debug/pprof/", "/debug/pprof/cmdline", "/debug/pprof/goroutine", "/debug/pprof/nonsense"} {
		debugAnswer(router, path)
	}
	if got := lines(); len(got) > 0 {
		v.Wrong(verdict.Finding{Called: "four requests to DebugRouter", Got: shown(got), Want: "no metric",
			Why: "a CPU profile of 30 s is no slow request of a customer's: it would be the worst time on the graph. Leave the middleware to the public handler"})
	}
}
