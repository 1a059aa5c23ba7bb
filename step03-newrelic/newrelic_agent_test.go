package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/newrelic/go-agent/v3/newrelic"
	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/collector"
	"example.com/metricsworkshop/internal/verdict"
)

// TestNewRelicAgent proves task 3.5: the agent that reaches nobody, the whole
// service with an agent, and without one.
func TestNewRelicAgent(t *testing.T) {
	before := goleak.IgnoreCurrent()
	v := verdict.For(t, "3.5")
	nobodyThere(v)
	reports(t, v)
	off(v)
	refused(v)
	hurries(v)
	if v.OK() { // an agent that waits for ever would not come back
		staysHome(v)
	}
	if v.OK() { // or what is wrong has left goroutines behind
		goleak.VerifyNone(t, before, lostConnector)
	}
}

// lostConnector is a goroutine of the agent's that never found its collector: it
// tries again after its Shutdown, too, and nothing ends it.
var lostConnector = goleak.IgnoreAnyFunction("github.com/newrelic/go-agent/v3/newrelic.(*app).connectRoutine")

// hang is when a wait of a millisecond counts as one without a limit.
const hang = 5 * time.Second

// nobodyThere has a collector that refuses, and one that accepts and never answers:
// the service starts all the same.
func nobodyThere(v *verdict.Verdict) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		v.Fatal(err)
	}
	defer listener.Close()
	for _, there := range []struct{ does, addr string }{
		{"refuses", "127.0.0.1:1"},
		{"never answers", listener.Addr().String()},
	} {
		log := &logged{} // which the agent goes on to write to
		finding := verdict.Finding{Called: "startNewRelic with a collector that " + there.does + ", and a millisecond of patience"}
		started := make(chan error, 1)
		var app *newrelic.Application
		go func() {
			var err error
			app, err = startNewRelic(testEnv("NEW_RELIC_COLLECTOR_URL=http://"+there.addr), slog.New(slog.NewTextHandler(log, nil)), time.Millisecond)
			started <- err
		}()
		select {
		case err = <-started:
		case <-time.After(hang):
			finding.Got, finding.Want = fmt.Sprintf("nothing in %v", hang), "an agent that goes on trying"
			finding.Why = "looks like a wait without a limit: New Relic is for those who watch, and a service starts without"
			v.Wrong(finding)
			return
		}
		finding.Got = fmt.Sprintf("app %v, error %v, log %q", app != nil, err, log)
		switch {
		case app == nil || err != nil:
			finding.Want = "an agent that goes on trying, no error, and a line in the log"
			finding.Why = "New Relic is for those who watch: a service starts without"
		case !strings.Contains(log.String(), "New Relic does not answer"):
			finding.Want = "a line in the log that says \"New Relic does not answer\", as the comment of startNewRelic has it"
			finding.Why = "looks like no wait for the connection, or other words: the agent drops what begins before it is connected, so a service waits, and says when that was in vain"
		default:
			txn := app.StartTransaction("any")
			txn.End()
			if txn.End(); !strings.Contains(log.String(), "level=ERROR") {
				finding.Called += ", and a transaction that is ended twice"
				finding.Got, finding.Want = fmt.Sprintf("log %q", log), "the agent's own ERROR"
				finding.Why = "looks like ConfigLogger forgotten: the agent tells nobody but its log when it is used wrongly"
				break
			}
			app.Shutdown(time.Minute)
			continue
		}
		v.Wrong(finding)
		app.Shutdown(time.Minute)
	}
}

// staysHome has an agent with a collector of its own, which asks nobody else.
func staysHome(v *verdict.Verdict) {
	app, _ := startNewRelic(testEnv("NEW_RELIC_COLLECTOR_URL=http://127.0.0.1:1"), discard, time.Millisecond)
	defer app.Shutdown(time.Minute)
	config, _ := app.Config()
	u := config.Utilization
	if u.DetectAWS || u.DetectAzure || u.DetectGCP || u.DetectPCF || u.DetectDocker || u.DetectKubernetes {
		v.Wrong(verdict.Finding{Called: "startNewRelic with NEW_RELIC_COLLECTOR_URL", Got: "an agent that asks which cloud it runs in", Want: "config.Utilization.DetectAWS and the others false",
			Why: "with a collector of one's own nothing leaves the machine, and no start waits for the answer of a cloud"})
	}
}

// reports runs the service against a collector: what it did is there when it has stopped.
func reports(t *testing.T, v *verdict.Verdict) {
	c := collector.New(collector.Options{ReportPeriod: time.Hour})
	key := strings.Repeat("1", 40)
	var keySent atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("license_key") == key {
			keySent.Store(true)
		}
		c.ServeHTTP(w, r)
	}))
	defer server.Close()
	base, stop := startRun(t, testEnv("NEW_RELIC_COLLECTOR_URL="+server.URL, "NEW_RELIC_LICENSE_KEY="+key, "NEW_RELIC_APP_NAME=food"))
	if len(c.Metrics()) > 0 {
		v.Wrong(verdict.Finding{Called: "run with NEW_RELIC_COLLECTOR_URL", Got: "the agent's last report, and no request yet", Want: "the report when the service has stopped",
			Why: "looks like Shutdown without defer: the agent is gone before the first request"})
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for _, method := range []string{http.MethodGet, http.MethodDelete} {
		r, err := http.NewRequestWithContext(t.Context(), method, base+"/ping", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
	if err := stop(); err != nil {
		v.Wrong(verdict.Finding{Called: "stop of the service, with an agent", Got: err.Error(), Want: "no error", Why: "the agent is the last to be asked"})
	}
	if keySent.Load() {
		v.Wrong(verdict.Finding{Called: "run with NEW_RELIC_LICENSE_KEY and NEW_RELIC_COLLECTOR_URL", Got: "the key of the account in a request to the collector", Want: "40 zeros",
			Why: "whoever listens there is not New Relic, and the key is nobody else's"})
	}
	if finding := arrived(c); finding != nil {
		finding.Called = "run with NEW_RELIC_COLLECTOR_URL, GET /ping, DELETE /ping, stop"
		v.Wrong(*finding)
	}
}

// arrived is what is wrong in what the collector got from GET and DELETE /ping.
func arrived(c *collector.Collector) *verdict.Finding {
	var names, apps, errors []string
	for _, txn := range c.Transactions() {
		names = append(names, txn.Name)
	}
	for _, run := range c.Runs() {
		apps = append(apps, run.App)
	}
	for _, e := range c.Errors() {
		errors = append(errors, e.Class+": "+e.Message)
	}
	const want = "WebTransaction/Go/ping.get, WebTransaction/Go/unmatched"
	got := strings.Join(names, ", ")
	finding := &verdict.Finding{Got: "the transactions " + got, Want: want}
	switch {
	case len(apps) == 0:
		finding.Got, finding.Want = "no agent at the collector", "one"
		finding.Why = "looks like a collector's URL that the agent does not use: Config.Transport sends what is meant for New Relic there"
	case len(c.Metrics()) == 0:
		finding.Got = "an agent that connected, and sent nothing"
		finding.Why = "looks like Shutdown forgotten: the agent sends what it has once a minute, and Shutdown sends the rest"
	case got != want:
		finding.Why = "looks like an agent that the handlers do not have: NewRelic of Instances is nil, or the agent was shut down before they were done. If 3.3 is open, it comes first: without transactions nothing arrives"
	case apps[0] != "food":
		finding.Got, finding.Want = "an application called "+apps[0], "food, as NEW_RELIC_APP_NAME says"
		finding.Why = "looks like NEW_RELIC_APP_NAME forgotten: two services under one name cannot be told apart"
	case len(errors) > 0:
		finding.Got, finding.Want = fmt.Sprintf("the errors %q", errors), "none"
		finding.Why = "looks like every status an error: what a client does wrong is none of the service. config.ErrorCollector.IgnoreStatusCodes"
	case len(c.Problems()) > 0:
		finding.Got, finding.Want = strings.Join(c.Problems(), "\n"), "nothing that the collector does not understand"
		finding.Why = "it would be lost"
	default:
		return nil
	}
	return finding
}

// off is what most people have: no key.
func off(v *verdict.Verdict) {
	log := &logged{}
	app, err := startNewRelic(testEnv(), slog.New(slog.NewTextHandler(log, nil)), time.Millisecond)
	if app != nil || err != nil || strings.Count(log.String(), "New Relic") != 1 {
		v.Wrong(verdict.Finding{Called: "startNewRelic without a licence key", Got: fmt.Sprintf("app %v, error %v, log %q", app, err, log), Want: "a nil app, no error, and one line in the log with New Relic in it",
			Why: "a nil *newrelic.Application does nothing, for nothing; one that is disabled does all its work and throws it away"})
		app.Shutdown(time.Minute)
	}
}

// hurries asks a name server that never answers. It must not be given the hour that
// the question allows it.
func hurries(v *verdict.Verdict) {
	silent, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		v.Fatal(err)
	}
	defer silent.Close()
	conn, err := net.DialUDP("udp", nil, silent.LocalAddr().(*net.UDPAddr))
	if err != nil {
		v.Fatal(err)
	}
	question := hurried{conn, time.Millisecond}
	question.SetDeadline(time.Now().Add(time.Hour))
	ended := make(chan error, 1)
	go func() {
		_, err := question.Read(make([]byte, 1))
		ended <- err
	}()
	select {
	case err = <-ended:
	case <-time.After(hang):
	}
	conn.Close()
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		v.Wrong(verdict.Finding{Called: "a question to a name server that never answers", Got: fmt.Sprintf("error %v within %v", err, hang), Want: "a time-out after its patience",
			Why: "the agent looks a name up before it connects: a service on a bad network would wait for it"})
	}
}

// refused are settings that cannot be meant.
func refused(v *verdict.Verdict) {
	for _, tt := range []struct{ setting, value string }{
		{"NEW_RELIC_LICENSE_KEY", "short"},
		{"NEW_RELIC_LICENSE_KEY", strings.Repeat("0", 41)},
		{"NEW_RELIC_COLLECTOR_URL", "127.0.0.1:18080"},
		{"NEW_RELIC_COLLECTOR_URL", "http:///a/b?c=d#e"},
	} {
		app, err := startNewRelic(testEnv(tt.setting+"="+tt.value), discard, time.Millisecond)
		if app != nil || err == nil || !strings.Contains(err.Error(), tt.setting) {
			v.Wrong(verdict.Finding{Called: "startNewRelic with " + tt.setting + "=" + tt.value, Got: fmt.Sprintf("app %v, error %v", app != nil, err), Want: "an error that names " + tt.setting,
				Why: "a setting that cannot be meant is found out at once, or on the day when somebody looks for the data"})
			app.Shutdown(time.Minute)
		}
	}
}
