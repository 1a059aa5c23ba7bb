package main

import (
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gorilla/mux"
	"github.com/urfave/negroni/v3"
	"gopkg.in/alexcesaro/statsd.v2"
)

// statsD is where the four helpers send. It is nil while there is no server to
// send to. Only startStatsD and what it starts change it.
var statsD atomic.Pointer[statsd.Client]

// TimingInStatsD starts to take a time. It returns nil if there is no client.
func TimingInStatsD() *statsd.Timing {
	client := statsD.Load()
	if client == nil {
		return nil
	}
	t := client.NewTiming()
	return &t
}

// SendInStatsD sends the time since t was started, in milliseconds, and reports
// whether there was a client to send it.
func SendInStatsD(key string, t *statsd.Timing) bool {
	client := statsD.Load()
	if client == nil || t == nil {
		return false
	}
	// Not t.Send: it cuts the time to whole milliseconds, and 0.9 ms to 0.
	client.Timing(key, float64(t.Duration())/float64(time.Millisecond))
	return true
}

// IncrementInStatsD counts one, and reports whether there was a client to send it.
func IncrementInStatsD(key string) bool {
	client := statsD.Load()
	if client == nil {
		return false
	}
	client.Increment(key)
	return true
}

// GaugeKeyInStatsD sends a value as it is now, and reports whether there was a
// client to send it.
func GaugeKeyInStatsD(key string, value int) bool {
	client := statsD.Load()
	if client == nil {
		return false
	}
	client.Gauge(key, value)
	return true
}

// unmatched is the key of every request that no route takes.
const unmatched = "unmatched"

// methodKeys has the methods that may stand in a key. A client may send any text.
var methodKeys = map[string]string{
	http.MethodGet: "get", http.MethodHead: "head", http.MethodPost: "post", http.MethodPut: "put",
	http.MethodPatch: "patch", http.MethodDelete: "delete", http.MethodOptions: "options",
}

// GetKeyStructure returns what the names of r's metrics begin with: the template
// of the route that router has for r, and the method, as in orders.id.state.get,
// or unmatched. Of the methods GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS have
// a name of their own, and all others are "other". So there are only as many keys as
// the program has routes and methods: nothing that a client may choose gets in.
func GetKeyStructure(router *mux.Router, r *http.Request) string {
	var match mux.RouteMatch
	if !router.Match(r, &match) || match.MatchErr != nil { // 404 and 405 are a MatchErr
		return unmatched
	}
	template, err := match.Route.GetPathTemplate()
	if err != nil {
		return unmatched
	}
	method, ok := methodKeys[r.Method]
	if !ok {
		method = "other"
	}
	return templateKey(template, method)
}

// StatsDMiddlewareLogger sends four metrics for every request: how long it took,
// one call, the goroutines of the whole process at its end, and one for the class
// of its status. It must stand outside of whatever may answer in a handler's place.
func StatsDMiddlewareLogger(router *mux.Router) negroni.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		key := GetKeyStructure(router, r)
		t := TimingInStatsD()
		next(rw, r)
		status := http.StatusOK // what net/http sends for a handler that writes nothing
		if answer, ok := rw.(negroni.ResponseWriter); ok && answer.Written() {
			status = answer.Status()
		}
		SendInStatsD(key+".time", t)
		IncrementInStatsD(key + ".calls")
		IncrementInStatsD(key + ".status." + strconv.Itoa(status/100) + "xx")
		GaugeKeyInStatsD(key+".goroutines", runtime.NumGoroutine())
	}
}

// templateKey joins a route's template and a method to a key: of
// /orders/{id:[0-9]+}/state and get it makes orders.id.state.get. Every character of
// the template that could mean something in a line of StatsD becomes "_"; the method
// is taken as it is.
func templateKey(template, method string) string {
	var key strings.Builder
	key.Grow(len(template) + len(method) + 1)
	braces, inPattern := 0, false
	for _, c := range strings.Trim(template, "/") {
		switch {
		case c == '{':
			braces++
		case c == '}':
			braces--
			inPattern = inPattern && braces > 0 // a pattern may hold braces, as in {id:[0-9]{3}}
		case braces > 0 && c == ':':
			inPattern = true
		case inPattern: // the name is enough
		case c == '/':
			key.WriteByte('.')
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-':
			key.WriteRune(c)
		default:
			key.WriteByte('_')
		}
	}
	if key.Len() == 0 {
		key.WriteString("root") // whose template is no more than a slash
	}
	key.WriteByte('.')
	key.WriteString(method)
	return key.String()
}
