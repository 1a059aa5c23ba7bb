// Package collector is the local stand-in for New Relic's collector: the server
// that an agent connects to, and sends its metrics and events to every so often.
// Tests and the lab run the real agent against it, so nobody needs an account.
//
// A Collector is an http.Handler. An agent reaches it in process through
// Transport, or over plain HTTP through a http.RoundTripper that sends what is
// meant for https://collector.newrelic.com to the collector's address.
//
// It is strict and loses nothing: what an agent sends that is not as the protocol
// has it becomes one of the Problems, and what can be read of it is kept. It never
// answers 401 or 409, for which an agent throws away all that it has not sent.
package collector

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"sync"
	"time"
)

// Defaults and bounds. What a collector keeps is bounded, however long it runs.
const (
	defaultReportPeriod = time.Second
	defaultKeep         = 20_000

	maxMetrics  = 20_000 // names and scopes: ten times what an agent sends in a minute
	maxLiveRows = 2_000
	maxRuns     = 1_000
	maxProblems = 100
)

// Options are the settings of a Collector. The zero value is good for a lab.
type Options struct {
	// ReportPeriod is how often agents send events: a second if zero, an hour for
	// a test that wants all events at the agent's shutdown. Agents send metrics
	// every 60 seconds, and at their shutdown; no collector can change that.
	ReportPeriod time.Duration

	// Keep is how many spans, transactions and errors are kept, the newest of
	// each: 20,000 if zero. A span takes about a kilobyte.
	Keep int

	// OnProblem, if set, is told of each problem the first time it occurs. It must
	// not call the collector.
	OnProblem func(problem string)

	// Reply, if set, may change the reply to preconnect or connect before it is
	// checked and sent.
	Reply func(method string, reply map[string]any)
}

// A Collector keeps what agents report to it. It is safe for any number of
// goroutines and agents.
type Collector struct {
	options Options
	id      string // tells its runs from those of a collector before it

	mu           sync.Mutex
	connects     int // how many there were
	runs         map[string]Run
	runOrder     []string
	windows      map[string]window // of the metrics, by application
	metrics      map[metricKey]Metric
	live         map[liveKey]liveRow
	spans        ring[Span]
	transactions ring[Transaction]
	errors       ring[ErrorEvent]
	problems     problems
}

// A Run is one agent's connection, from its connect to the end of its process.
type Run struct {
	ID        string
	App       string // the first of the application's names
	Host      string
	PID       int
	Agent     string // its version
	Connected time.Time
}

// New returns a collector that has seen nothing.
func New(o Options) *Collector {
	o.ReportPeriod = cmp.Or(o.ReportPeriod, defaultReportPeriod)
	o.Keep = cmp.Or(o.Keep, defaultKeep)
	return &Collector{
		options:      o,
		id:           rand.Text()[:8],
		runs:         map[string]Run{},
		windows:      map[string]window{},
		metrics:      map[metricKey]Metric{},
		live:         map[liveKey]liveRow{},
		spans:        ring[Span]{size: o.Keep},
		transactions: ring[Transaction]{size: o.Keep},
		errors:       ring[ErrorEvent]{size: o.Keep},
	}
}

// ServeHTTP answers an agent.
func (c *Collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != invokePath {
		http.Error(w, "This is the workshop's local collector. Only New Relic agents talk to it.", http.StatusNotFound)
		return
	}
	if r.Method != http.MethodPost {
		c.problem("%s %s; want POST", r.Method, invokePath)
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST only", http.StatusMethodNotAllowed)
		return
	}
	status, answer := c.invoke(r)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(answer) // an agent that has hung up sends again
}

// Runs returns the agents that connected, the first one first.
func (c *Collector) Runs() []Run {
	c.mu.Lock()
	defer c.mu.Unlock()
	runs := make([]Run, len(c.runOrder))
	for i, id := range c.runOrder {
		runs[i] = c.runs[id]
	}
	return runs
}
