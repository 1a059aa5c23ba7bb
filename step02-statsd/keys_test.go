package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/mux"

	"example.com/metricsworkshop/internal/verdict"
)

// TestGetKeyStructure proves task 2.1: as many keys as routes, whatever a client sends.
func TestGetKeyStructure(t *testing.T) {
	v := verdict.For(t, "2.1")
	router := Router(testInstances())
	router.HandleFunc("/menus/{day:[a-z]{3}}/photo", PingHandler).Methods(http.MethodGet)
	router.HandleFunc("/webhook", PingHandler) // for every method
	const everyMethod = "the test has added this route, without Methods: it takes every method"
	tests := []struct {
		method, target string
		want           string
		why            string
	}{
		{"GET", "/orders/7/state", "orders.id.state.get", "the route's template names the metric, without slashes and braces, and the method tells reading from writing. router.Match finds the route; mux.CurrentRoute and mux.Vars know it only behind the router"},
		{"POST", "/orders", "orders.post", "the method tells reading from writing"},
		{"GET", "/orders/8/state", "orders.id.state.get", "order 8 is the same route as order 7: with a name for each order the server keeps a million of them, and no graph shows any"},
		{"POST", "/orders/7/going-to-destination", "orders.id.going-to-destination.post", "a dash is no trouble in a name"},
		{"GET", "/customers/ann%2Flee:1%7Cc/orders", "customers.id.orders.get", "what the client wrote for {id} is not in the template"},
		{"GET", "/orders/orders/state", "orders.id.state.get", "an id may be any text, that of the rest of the path as well: the template has no client's text, so nothing need be taken out"},
		{"GET", "/nowhere", "unmatched", "no route, so no template. Match is true all the same, for the router has a handler for 404: match.MatchErr tells"},
		{"DELETE", "/orders/7/state", "unmatched", "405: the path has a route, but not for this method; mux says so in match.MatchErr"},
		{"GET", "/menus/mon/photo", "menus.day.photo.get", "mux has the pattern of a variable in the template, and a colon would end the name of a metric"},
		{"PUT", "/webhook", "webhook.put", everyMethod},
		{"HEAD", "/webhook", "webhook.head", everyMethod},
		{"PATCH", "/webhook", "webhook.patch", everyMethod},
		{"DELETE", "/webhook", "webhook.delete", everyMethod},
		{"OPTIONS", "/webhook", "webhook.options", everyMethod},
		{"BREW|c", "/webhook", "webhook.other", "the test has added this route, without Methods: the method is the client's text there, and only one that you know may stand in a name: the comment of GetKeyStructure has them"},
	}
	for _, tt := range tests {
		got := "no key"
		err := verdict.Call(func() error {
			got = GetKeyStructure(router, request(tt.method, tt.target))
			return nil
		})
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			v.Wrong(verdict.Finding{Called: fmt.Sprintf("GetKeyStructure(router, %s %s)", tt.method, tt.target), Got: got, Want: tt.want, Why: tt.why})
		}
	}
	if v.OK() {
		boundedKeys(v)
	}
}

// keptMB is the memory in use after a collection.
func keptMB() int {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc >> 20)
}

const cleanRunes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"

// boundedKeys asks for the keys of 100,000 requests that no two clients would
// send alike, with a seed that a failure names.
func boundedKeys(v *verdict.Verdict) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	router := mux.NewRouter() // with few routes: the service's are three times as slow to match
	router.HandleFunc("/orders/{id}/state", PingHandler).Methods(http.MethodGet)
	router.HandleFunc("/webhook/{id}", PingHandler) // for every method
	paths := [][2]string{{"/orders/", "/state"}, {"/webhook/", ""}, {"/", ""}}
	keys := map[string]int{}
	const early, all = 1_000, 100_000
	var afterEarly int
	keptBefore := keptMB()
	for i := range all {
		text := strconv.FormatUint(random.Uint64(), 36) + string("|:@#\n. %"[random.IntN(8)])
		path, method := paths[random.IntN(len(paths))], []string{"GET", "POST", text}[random.IntN(3)]
		r := &http.Request{Method: method, URL: &url.URL{Path: path[0] + text + path[1]}}
		key := GetKeyStructure(router, r)
		if strings.Trim(key, cleanRunes) != "" {
			v.Wrong(verdict.Finding{Called: fmt.Sprintf("GetKeyStructure(router, %q %q)", r.Method, r.URL.Path), Got: fmt.Sprintf("%q", key), Want: "letters, digits, dot, dash and underscore",
				Why: "a colon or a line break of a client's ends the name, and what follows is a metric of the client's own"})
			return
		}
		keys[key]++
		if i+1 == early {
			afterEarly = len(keys)
		}
	}
	if len(keys) != afterEarly {
		v.Wrong(verdict.Finding{Called: fmt.Sprintf("GetKeyStructure, %d random requests (seed %d)", all, seed), Got: fmt.Sprintf("%d keys, and still more to come", len(keys)), Want: fmt.Sprintf("the %d keys of the first %d requests", afterEarly, early),
			Why: "whoever can make up names can fill the memory of the StatsD server"})
	}
	if kept := keptMB() - keptBefore; kept >= 5 {
		v.Wrong(verdict.Finding{Called: fmt.Sprintf("GetKeyStructure, %d random requests (seed %d)", all, seed), Got: fmt.Sprintf("the program keeps %d MB more than before", kept), Want: "next to nothing",
			Why: "a cache by path or method grows with what clients make up. By route it would not"})
	}
}
