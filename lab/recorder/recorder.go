// Package recorder measures, once a second, what the service under test does and
// holds, and puts it where the page reads it: the figures of its StatsD lines, the
// connections that its database counts, its memory, New Relic's table. It also shows
// some of the lines and segments as they came, and notices a database that goes away.
package recorder

import (
	"context"
	"sync"
	"time"

	"example.com/metricsworkshop/internal/collector"
	"example.com/metricsworkshop/lab/live"
)

// A Store takes what a Recorder has measured; a [live.Store] is one. It must not call
// the Recorder.
type Store interface {
	AddSample(live.Sample)
	AddWire(...live.Wire)
	AddMark(kind, text string)
	SetRows([]live.Row)
	SetPart(live.Part)
}

// Options say where to look. Whatever is nil is not there, and its figures are not
// known.
type Options struct {
	Store       Store                   // never nil
	Every       time.Duration           // how long a sample is; a second if 0
	Connections func() int              // how many the service has to its database
	Load        func() *live.LoadSecond // the last second of the load, nil without one; it is called once for each sample
	Collector   *collector.Collector    // it should keep few spans: all of them are copied for each report

	// Database asks the database whether it is there, every two seconds; it has to
	// end when ctx is done. An error that the database itself has sent, such as 1040,
	// is no absence. Whatever the service's connections are counted by should not
	// count that of Database. Its error is shown to the reader, so it must not have
	// a password in it.
	Database       func(ctx context.Context) error
	DatabaseWhere  string // for the reader: where it is, without a password
	DatabaseAdvice string // for the reader: what to do when it is gone
}

// A Recorder measures until Close. Its methods may be called from any goroutine.
type Recorder struct {
	options  Options
	segments segments // only the goroutine of the samples uses it
	debug    *debug
	quiet    quiet
	stop     context.CancelFunc
	running  sync.WaitGroup

	mu      sync.Mutex
	figures *figures
	lines   sieve // of what came since the last sample
	bad     sieve
	service live.Service
	pid     int // of the process that the figures are of
}

// Start begins to measure. The caller must call Close to end it.
func Start(o Options) *Recorder {
	r := newRecorder(o)
	r.start()
	return r
}

func (r *Recorder) start() {
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	r.running.Go(func() { r.sampleAgainAndAgain(ctx) })
	r.running.Go(func() { r.debug.run(ctx) })
	if r.options.Database != nil {
		r.running.Go(func() { r.pingAgainAndAgain(ctx) })
	}
}

// newRecorder returns a Recorder that does nothing by itself.
func newRecorder(o Options) *Recorder {
	if o.Every == 0 {
		o.Every = time.Second
	}
	r := &Recorder{
		options: o,
		figures: newFigures(),
		lines:   sieve{limit: linesPerSample},
		bad:     sieve{limit: badPerSample},
	}
	r.debug = newDebug(&r.quiet)
	return r
}

// Close ends all that Start has started, and waits for it. What has come since the
// last sample is not in any.
func (r *Recorder) Close() {
	r.stop()
	r.running.Wait()
}

// SetService says what the service is now. Figures of a process that has another PID
// than the one before begin anew: its gauges say nothing about the new one.
func (r *Recorder) SetService(s live.Service) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.PID != 0 && s.PID != r.pid {
		r.pid = s.PID
		r.figures = newFigures()
	}
	r.service = s
	r.debug.setService(s)
}

// SetQuiet says whether to leave the service and its database alone: while somebody
// takes exact counts, no request of ours may be one of them. It returns when no such
// request is under way, which may take two seconds.
func (r *Recorder) SetQuiet(on bool) { r.quiet.set(on) }

// quiet is a wish to be left alone, and waits for who does not yet leave one alone.
type quiet struct {
	mu sync.RWMutex // read-held over a request
	on bool
}

func (q *quiet) set(on bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.on = on
}

// ask calls request, unless it is quiet, and reports whether it did.
func (q *quiet) ask(request func()) bool {
	q.mu.RLock()
	defer q.mu.RUnlock()
	if q.on {
		return false
	}
	request()
	return true
}
