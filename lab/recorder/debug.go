package recorder

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/procmem"
)

const (
	// debugEvery is how often the debug listener is asked while it answers, and
	// debugRetry how often while it does not: before task 4.1 it has nothing to say,
	// and a service with too much to do should not get more of it.
	debugEvery = 2 * time.Second
	debugRetry = 5 * time.Second

	debugTimeout = time.Second
	debugMost    = 8 << 20 // bytes of an answer
)

// debug asks a service's debug listener again and again what its process holds.
type debug struct {
	quiet  *quiet
	client *http.Client
	kick   chan struct{} // there is another service to ask

	mu      sync.Mutex
	service live.Service
	memory  *procmem.Memory // of this service, nil if it did not say
}

// newDebug returns a debug whose connections end with their requests: in the
// service, one that is kept is a goroutine, in the very number that is to be shown.
func newDebug(q *quiet) *debug {
	return &debug{
		quiet:  q,
		client: &http.Client{Timeout: debugTimeout, Transport: &http.Transport{DisableKeepAlives: true}},
		kick:   make(chan struct{}, 1),
	}
}

// setService says whom to ask. What another one has said is forgotten.
func (d *debug) setService(s live.Service) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if same(s, d.service) {
		return
	}
	d.service, d.memory = s, nil
	select {
	case d.kick <- struct{}{}:
	default:
	}
}

// same reports whether both are one process in the same state.
func same(a, b live.Service) bool {
	return a.PID == b.PID && a.Debug == b.Debug && a.State == b.State
}

// latest returns the bytes of the service's heap and stacks, nil if they are not known.
func (d *debug) latest(s live.Service) (heap, stacks *int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.memory == nil || !same(s, d.service) {
		return nil, nil
	}
	m := *d.memory
	return &m.Heap, &m.Stacks
}

// run asks until ctx is done.
func (d *debug) run(ctx context.Context) {
	next := time.NewTimer(0)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.kick:
		case <-next.C:
		}
		next.Reset(d.look(ctx))
	}
}

// look asks once, if there is anybody to ask, and returns when to do so again.
func (d *debug) look(ctx context.Context) time.Duration {
	d.mu.Lock()
	service := d.service
	d.mu.Unlock()
	if service.State != live.ServiceRunning || service.Debug == "" {
		return debugRetry // or at a kick
	}
	var memory *procmem.Memory
	next := debugRetry
	asked := d.quiet.ask(func() {
		if m, err := d.ask(ctx, service.Debug); err == nil {
			memory, next = &m, debugEvery
		}
	})
	if !asked {
		next = debugEvery // what was known is too old by then
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if same(service, d.service) {
		d.memory = memory
	}
	return next
}

// ask sends one request. A 404 is an error like any other: nothing is mounted yet.
func (d *debug) ask(ctx context.Context, url string) (procmem.Memory, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(url, "/")+"/debug/pprof/heap?debug=1", nil)
	if err != nil {
		return procmem.Memory{}, err
	}
	response, err := d.client.Do(request)
	if err != nil {
		return procmem.Memory{}, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return procmem.Memory{}, fmt.Errorf("GET %s: %s", request.URL, response.Status)
	}
	profile, err := io.ReadAll(io.LimitReader(response.Body, debugMost))
	if err != nil {
		return procmem.Memory{}, err
	}
	return procmem.ParseMemory(string(profile))
}
