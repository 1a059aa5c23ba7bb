// Package load puts load on an order service. It knows nothing but the service's
// URL: it seeds some orders, and then sends the five calls and the lookups that a
// day of the service is made of, or one of the lookups alone.
//
// The load is open: a request goes out when it is due, whether or not the ones
// before it have been answered. A load with a fixed number of workers would wait
// with a service that is stuck, and so hide it.
//
// All of it is deterministic: the same options send the same requests in the
// same order, but for the calls, each of which waits until the one before it has
// moved its order on, and the receipts, each of which waits for its order.
package load

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// timeout is for one request, from its connection to the end of its answer. It is
// longer than the service's own 5 s, so that a 503 after those is an answer and no
// silence.
const timeout = 7 * time.Second

// A Load is one load on one service: [New], then Seed, then Run, once. Probe,
// Progress, Since and Abandon may be called at any time after Seed, also while Run
// runs.
type Load struct {
	options Options
	quiet   *http.Client // for one request at a time: it leaves no connection open
	world   world        // what Seed made
	earlier *traffic     // of the load that this one follows; nil for the first

	abandoned context.Context // done when Run is to return at once
	abandon   context.CancelFunc

	mu      sync.Mutex
	traffic *traffic // set by Run, like the rest
	log     *log
	began   time.Time
}

// New returns a load that has sent nothing yet.
func New(o Options) (*Load, error) {
	if err := o.check(); err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	o.URL = strings.TrimSuffix(o.URL, "/")
	l := &Load{
		options: o,
		quiet:   &http.Client{Timeout: timeout, Transport: &http.Transport{DisableKeepAlives: true}},
		log:     newLog(),
	}
	l.abandoned, l.abandon = context.WithCancel(context.Background())
	return l, nil
}

// Run sends all requests, or those until ctx is done, and returns when every one
// that was sent has its answer, has waited 7 s for it, or was abandoned. No
// connection to the service is left open then.
func (l *Load) Run(ctx context.Context) *Report {
	// A connection that a stall has opened is not kept for the rest of the load: the
	// service would have a goroutine for each.
	transport := &http.Transport{
		DialContext:         l.dial,
		MaxIdleConnsPerHost: vegeta.DefaultConnections,
		IdleConnTimeout:     2 * time.Second,
	}
	defer transport.CloseIdleConnections()
	l.mu.Lock()
	l.traffic = newTraffic(l.world, l.options)
	l.traffic.follow(l.earlier)
	l.began = time.Now()
	l.mu.Unlock()

	attacker := vegeta.NewAttacker( // a new one: it attacks once
		vegeta.Client(&http.Client{Timeout: timeout, Transport: transport}),
		vegeta.MaxBody(0), // bodies are read, and not kept
	)
	for _, end := range []context.Context{ctx, l.abandoned} {
		stop := context.AfterFunc(end, func() { attacker.Stop() })
		defer stop()
	}
	for result := range attacker.Attack(l.target, l.pace(), 0, "") {
		l.answer(result)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.log.report()
}

// pace returns a pacer that ends after exactly the load's number of requests;
// with a duration for an end, the number would depend on the clock.
func (l *Load) pace() vegeta.Pacer {
	return pacer{vegeta.ConstantPacer{Freq: l.options.Rate, Per: time.Second}, uint64(l.options.requests())}
}

type pacer struct {
	vegeta.ConstantPacer
	requests uint64
}

func (p pacer) Pace(elapsed time.Duration, sent uint64) (wait time.Duration, stop bool) {
	if sent >= p.requests {
		return 0, true
	}
	return p.ConstantPacer.Pace(elapsed, sent)
}

// target is a vegeta.Targeter: it makes the next request.
func (l *Load) target(t *vegeta.Target) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.traffic.next()
	l.log.send()
	t.Method, t.URL = r.method, l.options.URL+r.path
	if r.body != "" {
		t.Body = []byte(r.body)
		t.Header = http.Header{"Content-Type": {"application/json"}}
	}
	return nil
}

// answer notes the answer to a request, or that there was none.
func (l *Load) answer(result *vegeta.Result) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.traffic.request(result.Method, strings.TrimPrefix(result.URL, l.options.URL))
	good := l.log.add(r, result)
	if good {
		l.traffic.moveOn(r, result.Headers.Get("Location"))
	}
}
