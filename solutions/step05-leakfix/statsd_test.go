package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"gopkg.in/alexcesaro/statsd.v2"

	"example.com/metricsworkshop/internal/statsdtest"
	"example.com/metricsworkshop/internal/verdict"
)

// TestStatsDHelpers proves task 2.3: with a client each helper sends one line,
// without one none does anything.
func TestStatsDHelpers(t *testing.T) {
	v := verdict.For(t, "2.3")
	if !t.Run("no client", func(t *testing.T) { helpersWithoutClient(verdict.For(t, "2.3")) }) {
		return
	}
	lines := useStatsD(t)

	check := func(called string, send func() bool, want string) {
		var sent bool
		if statsdtest.CallsNew(func() { sent = send() }) {
			v.Wrong(verdict.Finding{Called: called, Got: "a call of statsd.New", Want: "none: use the client that is there, statsD.Load()", Why: "a client is a socket and a goroutine, and New sends packets of its own: one for each metric costs more than the request"})
		}
		if got := strings.Join(lines(), " "); !sent || got != want {
			v.Wrong(verdict.Finding{Called: called, Got: fmt.Sprintf("%v, and the line %q", sent, got), Want: fmt.Sprintf("true, and the line %q", want), Why: "the other side reads name, value and type, and nothing else"})
		}
	}
	check(`IncrementInStatsD("k.calls")`, func() bool { return IncrementInStatsD("k.calls") }, "k.calls:1|c")
	check(`GaugeKeyInStatsD("k.goroutines", 799)`, func() bool { return GaugeKeyInStatsD("k.goroutines", 799) }, "k.goroutines:799|g")
	before := time.Now()
	if timing := TimingInStatsD(); timing == nil {
		v.Wrong(verdict.Finding{Called: "TimingInStatsD() with a client", Got: "nil", Want: "a running clock", Why: "without one no time is ever sent"})
	} else {
		began := time.Now() // later than timing's own
		took := spin(began)
		sent := SendInStatsD("k.time", timing)
		atMost := time.Since(before)
		line := strings.Join(lines(), " ")
		value, ok := strings.CutSuffix(strings.TrimPrefix(line, "k.time:"), "|ms")
		ms, err := strconv.ParseFloat(value, 64)
		if !sent || !ok || err != nil {
			v.Wrong(verdict.Finding{Called: `SendInStatsD("k.time", t)`, Got: fmt.Sprintf("%v, and the line %q", sent, line), Want: "true, and a line k.time:MILLISECONDS|ms", Why: "a time is of type ms"})
		} else if finding := checkTime(ms, took, atMost); finding != nil {
			finding.Called = `SendInStatsD("k.time", t), with t running for ` + took.String()
			v.Wrong(*finding)
		}
	}
	var sent bool
	if err := verdict.Call(func() error { sent = SendInStatsD("k.time", nil); return nil }); err != nil || sent || len(lines()) > 0 {
		v.Wrong(verdict.Finding{Called: `SendInStatsD("k.time", nil)`, Got: fmt.Sprintf("a line, or %v, error %v", sent, err), Want: "no line, and false", Why: "the client may have come up while the request ran: then there is a client, but no time"})
	}
}

func helpersWithoutClient(v *verdict.Verdict) {
	why := "no StatsD server is normal: it must not cost a request anything, least of all its answer"
	var timing *statsd.Timing
	if err := verdict.Call(func() error { timing = TimingInStatsD(); return nil }); err != nil || timing != nil {
		v.Wrong(verdict.Finding{Called: "TimingInStatsD() without a client", Got: fmt.Sprintf("%v, error %v", timing, err), Want: "nil", Why: why})
	}
	for _, tt := range []struct {
		called string
		send   func() bool
	}{
		{`SendInStatsD("k", nil)`, func() bool { return SendInStatsD("k", nil) }},
		{`IncrementInStatsD("k")`, func() bool { return IncrementInStatsD("k") }},
		{`GaugeKeyInStatsD("k", 799)`, func() bool { return GaugeKeyInStatsD("k", 799) }},
	} {
		sent := false
		if err := verdict.Call(func() error { sent = tt.send(); return nil }); err != nil || sent {
			v.Wrong(verdict.Finding{Called: tt.called + " without a client", Got: fmt.Sprintf("%v, error %v", sent, err), Want: "false", Why: why})
		}
	}
}
