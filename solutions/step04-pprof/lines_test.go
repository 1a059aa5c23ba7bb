package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"gopkg.in/alexcesaro/statsd.v2"

	"example.com/metricsworkshop/internal/statsdtest"
	"example.com/metricsworkshop/internal/verdict"
)

// useStatsD makes the helpers send to a StatsD server of the test's own. The
// returned function returns the lines that have left the process since its last call.
func useStatsD(t testing.TB) func() []string {
	server := statsdtest.Start(t)
	client, err := statsd.New(statsd.Address(server.Addr()), statsd.FlushPeriod(0))
	if err != nil {
		t.Fatal(err)
	}
	statsD.Store(client)
	t.Cleanup(func() {
		statsD.Store(nil)
		client.Close()
	})
	return func() []string { return server.Lines(client) }
}

// request is a request as net/http hands it to a handler.
func request(method, target string) *http.Request {
	u, err := url.ParseRequestURI(target)
	if err != nil {
		panic(err) // a mistake of the test
	}
	return &http.Request{Method: method, URL: u, RequestURI: target, Header: http.Header{}, Body: http.NoBody}
}

// parse takes lines apart. Those that a StatsD server would refuse are left out.
func parse(lines []string) []statsdtest.Line {
	var metrics []statsdtest.Line
	for _, text := range lines {
		if line, err := statsdtest.ParseLine(text); err == nil {
			metrics = append(metrics, line)
		}
	}
	return metrics
}

// find returns the value of the last metric with this name and type.
func find(metrics []statsdtest.Line, name, kind string) (value float64, ok bool) {
	for _, m := range slices.Backward(metrics) {
		if m.Key == name && m.Type == kind {
			return m.Value, true
		}
	}
	return 0, false
}

// sum adds up the counter with this name.
func sum(metrics []statsdtest.Line, name string) float64 {
	total := 0.0
	for _, m := range metrics {
		if m.Key == name && m.Type == "c" {
			total += m.Value
		}
	}
	return total
}

// named reports whether a line has piece in its name. A time may have it too: 0.147115 ms.
func named(lines []string, piece string) bool {
	return slices.ContainsFunc(lines, func(line string) bool {
		name := line[:max(0, strings.LastIndex(line, ":"))]
		return strings.Contains(name, piece)
	})
}

// shown is how a finding shows lines.
func shown(lines []string) string {
	if len(lines) == 0 {
		return "no line"
	}
	return strings.Join(lines, "\n")
}

// spin uses up time until at least 1.5 ms have passed since began and the time is
// well past a whole millisecond, so that a time cut to milliseconds is too short
// to be true. It returns that time.
func spin(began time.Time) time.Duration {
	for {
		took := time.Since(began)
		wellPast := took%time.Millisecond >= 400*time.Microsecond || took > 100*time.Millisecond // or never, on a clock of whole ones
		if took >= 1500*time.Microsecond && wellPast {
			return took
		}
	}
}

// checkTime returns what is wrong with a time of ms milliseconds around something
// that took inner, all of which took at most outer.
func checkTime(ms float64, inner, outer time.Duration) *verdict.Finding {
	milliseconds := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	low, high := milliseconds(inner-10*time.Microsecond), milliseconds(outer) // rounding to 0.01 ms is fine
	if ms >= low && ms <= high {
		return nil
	}
	finding := &verdict.Finding{Got: fmt.Sprintf("%v ms", ms), Want: fmt.Sprintf("at least %.3f ms", milliseconds(inner)),
		Why: "the clock was not running while the handler was: start it before next, and send after it"}
	switch whole := float64(inner / time.Millisecond); {
	case ms == whole && inner%time.Millisecond != 0:
		finding.Why = "cut to whole milliseconds, as Timing.Send of the library does: a request of 0.9 ms would take none. Send a float"
	case ms*1000 >= low && ms < whole/100:
		finding.Why = "this looks like seconds. StatsD's times are milliseconds"
	case ms > 1e12:
		finding.Why = "time since the year 1: this clock was never started"
	case ms > high && ms < 100*high:
		finding.Why = "longer than the whole request took: every request needs a clock of its own, started when it comes in"
	case ms > high:
		finding.Why = "longer than the whole request took: microseconds, nanoseconds? StatsD's times are milliseconds"
	}
	return finding
}

var discard = slog.New(slog.DiscardHandler)
