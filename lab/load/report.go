package load

import (
	"slices"
	"strings"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// A Report is what came of a load.
type Report struct {
	All      Route   // of all requests
	Routes   []Route // those with requests: the calls, the state, the receipt, the lookups
	Rate     float64 // requests a second, as they went out; 0 for a single one
	GoodRate float64 // those of them with a good answer
	Trouble  string  // why the first request without an answer has none; "" if there is none

	// BusyHits is how many good answers GET /drivers/{id}/busy gave about drivers
	// who are on the way.
	BusyHits int

	// AtOnce is how many requests were under way at the same time, at most: the
	// service has worked on no more.
	AtOnce int
}

// A Route is what came of the requests of one route. Its quantiles are exact, by
// nearest rank: a time that one of the requests took.
type Route struct {
	Name          string        // such as "GET /orders/{id}/state"
	Sent, Good    int           // sent, and answered as they should be
	Statuses      map[int]int   // how many had each status, 0 for those without an answer
	P50, P99, Max time.Duration // from the sending to the end of the answer, or to the timeout
}

// A log is what has come of a load so far.
type log struct {
	sent, good, bad int
	atOnce          int             // the most that were under way
	latencies       []time.Duration // of all answers, and silences, as they came
	routes          map[string]*routeLog
	first, last     time.Time // when the first and the last request went out
	busyHits        int
	trouble         string
}

type routeLog struct {
	good      int
	statuses  map[int]int // 0 for no answer
	latencies []time.Duration
}

func newLog() *log { return &log{routes: map[string]*routeLog{}} }

// send notes that one more request goes out.
func (l *log) send() {
	l.sent++
	l.atOnce = max(l.atOnce, l.sent-l.good-l.bad)
}

// add notes a result, and reports whether it is a good answer.
func (l *log) add(r request, result *vegeta.Result) (good bool) {
	route, ok := l.routes[r.route]
	if !ok {
		route = &routeLog{statuses: map[int]int{}}
		l.routes[r.route] = route
	}
	route.statuses[int(result.Code)]++
	route.latencies = append(route.latencies, result.Latency)
	l.latencies = append(l.latencies, result.Latency)
	if l.first.IsZero() || result.Timestamp.Before(l.first) {
		l.first = result.Timestamp
	}
	if result.Timestamp.After(l.last) {
		l.last = result.Timestamp
	}
	if result.Code == 0 && l.trouble == "" {
		l.trouble = result.Error
	}
	if !r.isGood(result) {
		l.bad++
		return false
	}
	l.good++
	route.good++
	if r.onWay && r.route == routeBusy {
		l.busyHits++
	}
	return true
}

// isGood reports whether a result is a good answer to the request.
func (r request) isGood(result *vegeta.Result) bool {
	mediaType, _, _ := strings.Cut(result.Headers.Get("Content-Type"), ";")
	return int(result.Code) == r.want && (r.wantType == "" || r.wantType == mediaType)
}

func (l *log) report() *Report {
	report := &Report{Trouble: l.trouble, BusyHits: l.busyHits, AtOnce: l.atOnce}
	all := &routeLog{statuses: map[int]int{}}
	for _, name := range routes() {
		r, ok := l.routes[name]
		if !ok {
			continue
		}
		report.Routes = append(report.Routes, r.route(name))
		all.good += r.good
		all.latencies = append(all.latencies, r.latencies...)
		for status, n := range r.statuses {
			all.statuses[status] += n
		}
	}
	report.All = all.route("all")
	if took := l.last.Sub(l.first); took > 0 {
		report.Rate = float64(report.All.Sent-1) / took.Seconds()
		report.GoodRate = report.Rate * (float64(report.All.Good) / float64(report.All.Sent))
	}
	return report
}

func (r *routeLog) route(name string) Route {
	slices.Sort(r.latencies)
	return Route{
		Name:     name,
		Sent:     len(r.latencies),
		Good:     r.good,
		Statuses: r.statuses,
		P50:      quantile(r.latencies, 50),
		P99:      quantile(r.latencies, 99),
		Max:      quantile(r.latencies, 100),
	}
}

// quantile is the smallest of the sorted values that so many percent of them do
// not exceed; 0 if there are none.
func quantile(sorted []time.Duration, percent int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)*percent+99)/100-1]
}
