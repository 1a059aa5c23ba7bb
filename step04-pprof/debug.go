package main

import (
	"net"
	"net/http"
	"runtime"
	"strings"

	"github.com/gorilla/mux"
)

// DebugRouter has every route of net/http/pprof: its five handlers, and behind
// the index each profile that the program has (goroutine, heap, allocs, block,
// mutex, threadcreate). They belong on a listener of their own: whoever reaches
// them sees the program's inside, and may keep a processor busy.
func DebugRouter() *mux.Router {
	router := mux.NewRouter()
	// TODO(step04): the five handlers of net/http/pprof, the index behind a prefix.
	return router
}

// What the waiting costs. Both profiles are off by default.
const (
	blockRate     = 1_000_000 // nanoseconds: a wait of 1 ms or more is always in the profile, of 1 µs once in a thousand times
	mutexFraction = 100       // of that many contended unlocks one is in the profile
)

// profileWaits turns the profiles of waits on: block (channels, locks and other
// waits, by who waits) and mutex (by who makes others wait). At these rates a
// wait shorter than that costs two looks at the clock, and hardly ever a stack; a
// rate of 1 would take a stack for each.
func profileWaits() {
	runtime.SetBlockProfileRate(blockRate)
	runtime.SetMutexProfileFraction(mutexFraction)
}

// ownHostOnly refuses requests for another host than this machine or host, the
// listener's own: a page in somebody's browser may call 127.0.0.1 under a name of
// the page's choice (DNS rebinding), and must not read the profiles. It keeps
// browsers out, and nobody who sends a Host of their own: that is for the loopback
// address to do.
func ownHostOnly(host string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := strings.Trim(r.Host, "[]") // of an IPv6 address without a port
		if name, _, err := net.SplitHostPort(r.Host); err == nil {
			asked = name
		}
		own := host != "" && strings.EqualFold(asked, host)
		if own || strings.EqualFold(asked, "localhost") || net.ParseIP(asked).IsLoopback() {
			next.ServeHTTP(w, r)
			return
		}
		http.Error(w, "this host is not served here: use 127.0.0.1, localhost or the host in DEBUG_ADDR", http.StatusForbidden)
	})
}
