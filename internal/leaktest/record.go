package leaktest

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/verdict"
)

// patience is how long a test may take before it counts as hanging. It is long:
// goleak alone looks for half a second. A test that still hangs lastResort later, when
// all that leaked was given back, ends the process.
var patience = 5 * time.Second

const lastResort = 10 * time.Second

// An Outcome is how a test ended that was run by [Record].
type Outcome struct {
	Failed  bool     // it called Error, Fatal, Fail or their like
	Skipped bool     // it called Skip or its like
	Said    []string // what it logged, in order
	Panic   string   // what it panicked with, and where; "" if it did not
	Hung    bool     // it ended only when its context was cancelled and its leaks were closed
}

// Red reports whether go test would print FAIL.
func (o Outcome) Red() bool { return o.Failed || o.Panic != "" }

// Record runs f as a test beside t and says how that ended, which does not fail t.
// It runs f, and then f's clean-ups, on t's own goroutine, so that goleak in f sees
// no other goroutines than in a test. What f sets with Setenv or Chdir lasts until
// t's end.
func Record(t testing.TB, f func(t testing.TB)) Outcome {
	return record(t, newLoans(), f)
}

func record(t testing.TB, lent *loans, f func(t testing.TB)) Outcome {
	before := runtime.NumGoroutine()
	r := &recorder{TB: t, lent: lent}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	var hung atomic.Bool
	bark := time.AfterFunc(patience, func() {
		hung.Store(true)
		r.cancel()
		lent.settle()
	})
	bite := time.AfterFunc(patience+lastResort, func() {
		panic(fmt.Sprintf("%s: the test that it runs hangs, and not because of a leak: see where it waits with go test -timeout=%v", t.Name(), patience))
	})
	r.run(func() { f(r) })
	r.cancel() // before the clean-ups, as testing does
	for cleanup := r.nextCleanup(); cleanup != nil; cleanup = r.nextCleanup() {
		r.run(cleanup)
	}
	bark.Stop()
	bite.Stop()
	lent.settle()
	// What was closed ends soon. The next test may count goroutines: it should not
	// count these.
	for end := time.Now().Add(100 * time.Millisecond); runtime.NumGoroutine() > before && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcome.Hung = hung.Load()
	return r.outcome
}

// recorder is a testing.TB that takes down what a test does to it.
type recorder struct {
	testing.TB
	lent   *loans
	ctx    context.Context
	cancel context.CancelFunc

	mu       sync.Mutex
	outcome  Outcome
	cleanups []func()
}

// stop ends a test, as runtime.Goexit does in a real one. It is the text that a
// reader sees if another goroutine panics with it.
const stop = "Fatal, FailNow and Skip belong to the test's own goroutine; one that it starts may call Error"

// run calls f until it returns, stops or panics.
func (r *recorder) run(f func()) {
	err := verdict.Call(func() error { f(); return nil })
	if err == nil || strings.HasPrefix(err.Error(), "panic: "+stop) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.outcome.Panic == "" {
		r.outcome.Panic = err.Error()
	}
}

func (r *recorder) nextCleanup() func() {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := len(r.cleanups)
	if n == 0 {
		return nil
	}
	last := r.cleanups[n-1]
	r.cleanups = r.cleanups[:n-1]
	return last
}

func (r *recorder) say(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcome.Said = append(r.outcome.Said, strings.TrimSuffix(text, "\n"))
}

// Fail also keeps leaks from healing from here on: the test has seen them.
func (r *recorder) Fail() {
	r.lent.keep()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcome.Failed = true
}

func (r *recorder) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.outcome.Failed
}

func (r *recorder) SkipNow() {
	r.mu.Lock()
	r.outcome.Skipped = true
	r.mu.Unlock()
	panic(stop)
}

func (r *recorder) Skipped() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.outcome.Skipped
}

func (r *recorder) Cleanup(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cleanups = append(r.cleanups, f)
}

func (r *recorder) Context() context.Context { return r.ctx }
func (r *recorder) Helper()                  {}
func (r *recorder) Output() io.Writer        { return said{r} }

func (r *recorder) FailNow()                       { r.Fail(); panic(stop) }
func (r *recorder) Log(args ...any)                { r.say(fmt.Sprintln(args...)) }
func (r *recorder) Logf(format string, a ...any)   { r.say(fmt.Sprintf(format, a...)) }
func (r *recorder) Error(args ...any)              { r.Log(args...); r.Fail() }
func (r *recorder) Errorf(format string, a ...any) { r.Logf(format, a...); r.Fail() }
func (r *recorder) Fatal(args ...any)              { r.Log(args...); r.FailNow() }
func (r *recorder) Fatalf(format string, a ...any) { r.Logf(format, a...); r.FailNow() }
func (r *recorder) Skip(args ...any)               { r.Log(args...); r.SkipNow() }
func (r *recorder) Skipf(format string, a ...any)  { r.Logf(format, a...); r.SkipNow() }

// said is the writer of a recorder.
type said struct{ r *recorder }

func (s said) Write(p []byte) (int, error) {
	s.r.say(string(p))
	return len(p), nil
}
