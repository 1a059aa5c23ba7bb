package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"
	"github.com/urfave/negroni/v3"
	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/orderdb"
	"example.com/metricsworkshop/internal/statsdtest"
	"example.com/metricsworkshop/internal/verdict"
)

// TestStatsDMiddlewareLogger proves task 2.2, in four goals: each is worth having
// without the next. It judges the lines that have left the process.
func TestStatsDMiddlewareLogger(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) })
	goals := []struct {
		name  string
		check func(t *testing.T, v *verdict.Verdict)
	}{
		{"goal 1 of 4", linesOfARequest},
		{"goal 2 of 4", linesAreTrue},
		{"goal 3 of 4", noRequestForgotten},
		{"goal 4 of 4", mounted},
	}
	for _, goal := range goals {
		if !t.Run(goal.name, func(t *testing.T) { goal.check(t, verdict.For(t, "2.2")) }) {
			return // the next goal builds on this one
		}
	}
}

// oneRoute returns a router with one route.
func oneRoute(h http.HandlerFunc) *mux.Router {
	router := mux.NewRouter()
	router.HandleFunc("/orders/{id}/state", h).Methods(http.MethodGet)
	return router
}

// keyOf is the key that GetKeyStructure gives a request, right or wrong: that is
// for task 2.1 to say.
func keyOf(method, target string) string {
	return keyIn(oneRoute(PingHandler), method, target)
}

func keyIn(router *mux.Router, method, target string) string {
	key := unmatched
	verdict.Call(func() error { key = GetKeyStructure(router, request(method, target)); return nil })
	return key
}

// behind returns one route with h behind the middleware, mounted as it must be:
// outside the recovery.
func behind(h http.HandlerFunc) http.Handler {
	router := oneRoute(h)
	n := negroni.New(StatsDMiddlewareLogger(router), newRecovery(discard))
	n.UseHandler(router)
	return n
}

// answerOf returns h's answer to a request. A panic that no recovery stops is an
// answer with the status 0.
func answerOf(h http.Handler, method, target string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	if err := verdict.Call(func() error { h.ServeHTTP(answer, request(method, target)); return nil }); err != nil {
		return &httptest.ResponseRecorder{Body: bytes.NewBufferString(err.Error())}
	}
	return answer
}

// shownAnswer is how a finding shows an answer.
func shownAnswer(answer *httptest.ResponseRecorder) string {
	if answer.Code == 0 {
		return answer.Body.String() + ", outside the recovery"
	}
	return fmt.Sprintf("the answer %d %q", answer.Code, answer.Body)
}

func linesOfARequest(t *testing.T, v *verdict.Verdict) {
	lines, key := useStatsD(t), keyOf(http.MethodGet, "/orders/4711/state")
	h := behind(PingHandler)
	for n := 1; n <= 2; n++ { // the second request must not count the first again
		var answer *httptest.ResponseRecorder
		ownClient := statsdtest.CallsNew(func() { answer = answerOf(h, http.MethodGet, "/orders/4711/state") })
		got := lines()
		finding := verdict.Finding{Called: "GET /orders/4711/state, a handler that answers pong", Got: shown(got)}
		metrics := parse(got)
		_, hasTime := find(metrics, key+".time", "ms")
		_, hasGoroutines := find(metrics, key+".goroutines", "g")
		switch {
		case answer.Code == 0:
			finding.Got, finding.Want, finding.Why = shownAnswer(answer), "the handler's answer", "a panic of the middleware's own has no recovery around it. (mux.CurrentRoute and mux.Vars know nothing here: they work behind the router only)"
		case answer.Body.String() != "pong":
			finding.Got, finding.Want, finding.Why = shownAnswer(answer), "the handler's answer", "a middleware must call next, once, or nobody is answered"
		case ownClient:
			finding.Got, finding.Want, finding.Why = "a call of statsd.New for a request", "none: the four helpers use the client that is there", "a client is a socket and a goroutine, and New sends packets of its own: the cost of a request must not be that"
		case named(got, "4711"):
			finding.Want, finding.Why = "lines without 4711", "the order's id in a name makes a metric for every order. GetKeyStructure knows a name that is the same for all"
		case sum(metrics, key+".calls") != 1:
			finding.Want, finding.Why = key+".calls:1|c among them, once", "calls a second, from one counter: the first graph anybody looks at"
		case !hasTime:
			finding.Want, finding.Why = key+".time:MILLISECONDS|ms among them", "how long it took"
		case !hasGoroutines:
			finding.Want, finding.Why = key+".goroutines:NUMBER|g among them", "the graph that this whole workshop is about"
		default:
			continue
		}
		v.Wrong(finding)
	}
}

func linesAreTrue(t *testing.T, v *verdict.Verdict) {
	lines, key := useStatsD(t), keyOf(http.MethodGet, "/orders/4711/state")
	trueTime(v, lines, key)
	trueGoroutines(v, lines, key)
	for _, tt := range []struct {
		does   string
		handle http.HandlerFunc
		want   string
		why    string
	}{
		{"writes 201", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(201) }, "2xx", "the class is the first digit of the status that the handler has written. 0xx is a Status() read before next, as the arguments of a defer are"},
		{"writes 404", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(404) }, "4xx", "a status that is always 2xx hides every failure. negroni.ResponseWriter has Status()"},
		{"writes 503", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) }, "5xx", "this is the graph that wakes somebody up"},
		{"writes nothing", func(w http.ResponseWriter, r *http.Request) {}, "2xx", "net/http sends 200 for a handler that writes nothing; negroni's Status() is 0 then"},
		{"writes a body only", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "x") }, "2xx", "the first Write sends 200"},
		{"writes 500, then 200", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500); w.WriteHeader(200) }, "5xx", "the first status is the one that the client gets"},
		{"writes 103, early hints, and no more", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(103) }, "2xx", "1xx is not the answer yet: 200 follows. negroni's Written() knows"},
	} {
		answerOf(behind(tt.handle), http.MethodGet, "/orders/4711/state")
		got := lines()
		var classes []string
		for _, m := range parse(got) {
			if class, ok := strings.CutPrefix(m.Key, key+".status."); ok {
				classes = append(classes, fmt.Sprintf("%s %v times", class, m.Value))
			}
		}
		switch {
		case len(got) == 0:
			tt.why = "when next has returned, and the middleware with it, the lines must be on their way: not from another goroutine, and not for some answers only"
		case len(classes) == 0:
			tt.why = "the fourth metric is missing: how the request ended"
		}
		if want := []string{tt.want + " 1 times"}; !slices.Equal(classes, want) {
			v.Wrong(verdict.Finding{Called: "GET /orders/4711/state, a handler that " + tt.does, Got: shown(got), Want: key + ".status." + tt.want + ":1|c, and no other status", Why: tt.why})
		}
	}
}

func trueTime(v *verdict.Verdict, lines func() []string, key string) {
	var inner time.Duration
	h := behind(func(w http.ResponseWriter, r *http.Request) { inner = spin(time.Now()) })
	spin(time.Now()) // a clock that has run since h was made must not go unnoticed
	began := time.Now()
	answerOf(h, http.MethodGet, "/orders/4711/state")
	outer := time.Since(began)
	ms, _ := find(parse(lines()), key+".time", "ms")
	if finding := checkTime(ms, inner, outer); finding != nil {
		finding.Called = fmt.Sprintf("GET /orders/4711/state, a handler that takes %v", inner)
		v.Wrong(*finding)
	}
}

// trueGoroutines parks goroutines that only a gauge of the whole process sees.
func trueGoroutines(v *verdict.Verdict, lines func() []string, key string) {
	running := 0
	h := behind(func(w http.ResponseWriter, r *http.Request) { running = runtime.NumGoroutine() })
	const parked = 500 // only now: a number from when h was made must not pass
	release := make(chan struct{})
	defer close(release)
	for range parked {
		go func() { <-release }()
	}
	answerOf(h, http.MethodGet, "/orders/4711/state")
	gauge, _ := find(parse(lines()), key+".goroutines", "g")
	if gauge < float64(running)-50 || gauge > float64(running)+50 { // a few come and go by themselves
		v.Wrong(verdict.Finding{Called: "GET /orders/4711/state", Got: fmt.Sprintf("%s.goroutines:%v|g", key, gauge), Want: fmt.Sprintf("about %d, what runtime.NumGoroutine says in the handler", running),
			Why: "the number is the whole process's: that is what climbs until somebody restarts it"})
	}
}

func noRequestForgotten(t *testing.T, v *verdict.Verdict) {
	lines := useStatsD(t)
	for _, tt := range []struct {
		does           string
		method, target string
		handle         http.HandlerFunc
		flushes        bool
		class          string
		why            string
	}{
		{"a path without a route", http.MethodGet, "/nowhere", PingHandler, false, "4xx", "a scanner, or a client with a typing error: nobody sees it where only routes are counted"},
		{"a method that the route does not take", http.MethodDelete, "/orders/4711/state", PingHandler, false, "4xx", "405 has no handler of yours either, and is a request all the same"},
		{"a handler that panics", http.MethodGet, "/orders/4711/state", func(http.ResponseWriter, *http.Request) { panic("a test panics on purpose") }, false, "5xx", "the requests that fail worst must not be the ones that leave no metric"},
		{"a handler that streams, with Flush", http.MethodGet, "/orders/4711/state", stream, true, "2xx", "a streamed answer needs http.Flusher: a writer of your own that only embeds http.ResponseWriter takes it away"},
	} {
		key := keyOf(tt.method, tt.target)
		answer := answerOf(behind(tt.handle), tt.method, tt.target)
		got := lines()
		metrics := parse(got)
		finding := verdict.Finding{Called: fmt.Sprintf("%s %s: %s", tt.method, tt.target, tt.does), Got: shown(got), Why: tt.why}
		_, hasTime := find(metrics, key+".time", "ms")
		_, hasGoroutines := find(metrics, key+".goroutines", "g")
		switch {
		case answer.Code == 0:
			finding.Got, finding.Want = shownAnswer(answer), "an answer"
		case sum(metrics, key+".status."+tt.class) != 1 || sum(metrics, key+".calls") != 1 || !hasTime || !hasGoroutines:
			finding.Want = fmt.Sprintf("%s.calls, .time, .goroutines and .status.%s, once each", key, tt.class)
		case named(got, "nowhere") || named(got, "4711"):
			finding.Want = "no piece of the path in a name"
		case answer.Code/100 != int(tt.class[0]-'0'):
			finding.Got, finding.Want = shownAnswer(answer), "the answer that it had without the middleware"
			finding.Why = "a middleware calls next for every request"
		case tt.flushes && !answer.Flushed:
			finding.Got, finding.Want = "one piece, at the end", "the first piece as soon as the handler flushes it"
			finding.Why = "whoever streams an answer wants its beginning now. A middleware that keeps it for itself takes that away, and holds it all in memory"
		default:
			continue
		}
		v.Wrong(finding)
	}
	atOnce(v, lines)
}

// atOnce lets one request end after another one that began later.
func atOnce(v *verdict.Verdict, lines func() []string) {
	inside, release := make(chan struct{}), make(chan struct{})
	h := behind(func(w http.ResponseWriter, r *http.Request) {
		if mux.Vars(r)["id"] == "1" {
			close(inside)
			<-release
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	first := make(chan *httptest.ResponseRecorder)
	go func() { first <- answerOf(h, http.MethodGet, "/orders/1/state") }()
	<-inside
	second := answerOf(h, http.MethodGet, "/orders/2/state")
	close(release)
	firstCode, key := (<-first).Code, keyOf(http.MethodGet, "/orders/1/state")
	got := lines()
	metrics := parse(got)
	if firstCode != 503 || second.Code != 200 || sum(metrics, key+".status.5xx") != 1 || sum(metrics, key+".status.2xx") != 1 {
		v.Wrong(verdict.Finding{Called: "two requests at once, of which the first ends last, with 503",
			Got:  fmt.Sprintf("the answers %d and %d, and\n%s", firstCode, second.Code, shown(got)),
			Want: fmt.Sprintf("503 and 200, %s.status.5xx and .status.2xx, once each", key),
			Why:  "what belongs to one request (its writer, its clock, its status) is a variable of the inner function: the outer one's are shared by all"})
	}
}

// stream is a handler that needs http.Flusher.
func stream(w http.ResponseWriter, r *http.Request) {
	flusher, ok := w.(http.Flusher)
	if !ok {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	io.WriteString(w, "first")
	flusher.Flush()
	io.WriteString(w, "second")
}

// panicking is a repository whose queries panic.
type panicking struct{ Orders }

func (panicking) State(context.Context, int64) (State, error) { panic("a test panics on purpose") }

// unmeasured is the service without the middlewares that watch it.
func unmeasured(in *Instances) http.Handler {
	n := negroni.New(newRecovery(discard))
	n.UseHandler(Router(in))
	return n
}

func sameAnswer(a, b *httptest.ResponseRecorder) bool {
	return a.Code == b.Code && a.Body.String() == b.Body.String() && maps.EqualFunc(a.Header(), b.Header(), slices.Equal)
}

// mounted drives the whole service, with sqlmock for a database.
func mounted(t *testing.T, v *verdict.Verdict) {
	db := orderdb.New(t)
	in := testInstances()
	repository := NewRepository(db.DB)
	in.Orders, in.Lookups = repository, repository
	broken := testInstances()
	broken.Orders = panicking{}
	for _, client := range []bool{false, true} {
		lines := func() []string { return nil }
		if client {
			lines = useStatsD(t)
		}
		for _, tt := range []struct {
			does    string
			in      *Instances
			prepare func()
			target  string
			class   string
		}{
			{"the database has the order", in, func() { db.AnswerQuery(order7) }, "/orders/7/state", "2xx"},
			{"the database fails", in, func() { db.FailQuery(errors.New("no")) }, "/orders/7/state", "5xx"},
			{"the repository panics", broken, func() {}, "/orders/7/state", "5xx"},
			{"no route", in, func() {}, "/nowhere", "4xx"},
		} {
			key := keyIn(Router(tt.in), http.MethodGet, tt.target)
			tt.prepare()
			want := answerOf(unmeasured(tt.in), http.MethodGet, tt.target)
			tt.prepare()
			answer := answerOf(Handler(tt.in), http.MethodGet, tt.target)
			got := lines()
			finding := verdict.Finding{Called: fmt.Sprintf("Handler(in).ServeHTTP, GET %s: %s", tt.target, tt.does), Got: shown(got),
				Want: fmt.Sprintf("%s.calls and .status.%s, once each", key, tt.class),
				Why:  "the middleware does nothing before Handler (router.go) uses it"}
			metrics := parse(got)
			switch {
			case !sameAnswer(answer, want):
				finding.Got, finding.Want = shownAnswer(answer), shownAnswer(want)
				finding.Why = "metrics are for those who watch: no request may be answered in another way because of them"
				if !client {
					finding.Called += ", with no StatsD client"
				}
			case client && (sum(metrics, key+".calls") != 1 || sum(metrics, key+".status."+tt.class) != 1):
				switch {
				case key != unmatched && sum(metrics, unmatched+".calls") > 0:
					finding.Why = "the middleware has asked a router without this route: give it the one that serves"
				case sum(metrics, key+".calls") > 1:
					finding.Why = "the middleware stands in the chain twice"
				case tt.in == broken && v.OK(): // it is used, so it is there for all but a panic
					finding.Why = "the middleware stands inside the recovery, and a panic passes it by on its way there: which of them has to be the outer one?"
				}
			default:
				continue
			}
			v.Wrong(finding)
		}
	}
}
