package main

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gopkg.in/alexcesaro/statsd.v2"

	"example.com/metricsworkshop/internal/verdict"
)

// attempts are the calls of newStatsD.
type attempts struct {
	mu   sync.Mutex
	at   []time.Time
	over bool  // the next one ends its goroutine
	fail error // forced, for a system that does not tell that nobody listens
}

func (a *attempts) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.at)
}

// tooMany attempts are more than a loop with pauses makes in an hour.
const tooMany = 10_000

func (a *attempts) open(options ...statsd.Option) (*statsd.Client, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.over || len(a.at) == tooMany {
		runtime.Goexit() // the only end of a loop that has none
	}
	a.at = append(a.at, time.Now())
	if a.fail != nil {
		client, _ := statsd.New(statsd.Mute(true)) // as New returns one beside its error
		return client, a.fail
	}
	return statsd.New(options...)
}

func (a *attempts) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.over = true
}

// pauses returns the first and the longest pause between the first n attempts,
// and when the last of them was.
func (a *attempts) pauses(n int, began time.Time) (first, longest, last time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i := 1; i < n; i++ {
		pause := a.at[i].Sub(a.at[i-1])
		if i == 1 {
			first = pause
		}
		longest = max(longest, pause)
	}
	if n > 0 {
		last = a.at[n-1].Sub(began)
	}
	return first, longest, last
}

func (a *attempts) force(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fail = err
}

// watchAttempts makes connectStatsD's attempts visible until restore. On Windows,
// where UDP does not report a closed port, it makes them fail until force(nil).
func watchAttempts() (a *attempts, restore func()) {
	a = &attempts{}
	if runtime.GOOS == "windows" {
		a.force(errors.New("connection refused, by the test"))
	}
	newStatsD = a.open
	return a, func() { newStatsD = statsd.New }
}

// anHourWithoutServer lets every attempt of an hour fail. It is an hour of a clock
// that does not wait.
func anHourWithoutServer(t *testing.T, v *verdict.Verdict) {
	synctest.Test(t, func(t *testing.T) {
		a, log := &attempts{fail: errors.New("connection refused, by the test")}, &logged{}
		newStatsD = a.open
		defer func() { newStatsD = statsd.New }()
		wrong := func(called, got, want, why string) {
			v.Wrong(verdict.Finding{Called: called + ", while nobody listens on the address", Got: got, Want: want, Why: why})
		}

		var stop func()
		var err error
		began, started := time.Now(), make(chan struct{})
		go func() {
			defer close(started)
			stop, err = startStatsD("127.0.0.1:8125", slog.New(slog.NewTextHandler(log, nil)))
		}()
		time.Sleep(time.Hour)
		switch ready := closed(started); {
		case !ready:
			wrong("startStatsD", "no return from it", "a return at once", "a service that waits for a StatsD server is down whenever that is down")
		case err != nil:
			wrong("startStatsD", "the error "+err.Error(), "no error", "a service that needs a StatsD server is down whenever that is down")
		}
		if !v.OK() {
			a.end()
			<-started
			return
		}
		inUse, n := statsD.Load() != nil, a.count()

		var took time.Duration
		ended, stopped := time.Now(), make(chan struct{})
		go func() {
			defer close(stopped)
			stop()
			took = time.Since(ended)
		}()
		time.Sleep(time.Hour)
		if !closed(stopped) {
			wrong("stop", "no end of it", "an end at once", "a loop without a look at ctx ends when a server comes up, and the service's shutdown waits for it")
			a.end()
			<-stopped
			return
		}

		warnings := strings.Count(log.String(), "level=WARN")
		first, longest, last := a.pauses(n, began)
		switch {
		case inUse:
			wrong("startStatsD", fmt.Sprintf("a client in use after %d attempts, and %d warnings in the log", n, warnings), "no client, until New has returned one without an error",
				"beside its error New returns a client that is muted for good: with it the service never sends a metric, whoever listens later")
		case n == tooMany:
			wrong("startStatsD", fmt.Sprintf("%d attempts in %v", n, last), "pauses between them that grow to some seconds", "it keeps a processor busy as long as the server is away")
		case longest > time.Minute:
			wrong("startStatsD", fmt.Sprintf("a pause of %v", longest), "pauses that grow to some seconds, and no further", "after a long absence of the server nobody would want to wait as long again")
		case time.Hour-last > time.Minute:
			wrong("startStatsD", fmt.Sprintf("attempts: %d in an hour, the last one after %v", n, last), "no end of them", "the StatsD server comes back some day, and nobody restarts the service for it")
		case longest == first:
			wrong("startStatsD", fmt.Sprintf("%d attempts in an hour, always %v between two", n, first), "pauses that grow to some seconds", "short ones are for a server that starts beside the service, long ones for one that stays away")
		case took > 0:
			wrong("stop", fmt.Sprintf("a stop that took %v", took), "an end at once", "time.Sleep knows no context, so the service's shutdown waits for the pause. A select with <-ctx.Done() does not")
		case warnings != 1:
			wrong("startStatsD", fmt.Sprintf("%d warnings in the log after %d attempts", warnings, n), "1", "once is news, every attempt is noise, and never is a riddle")
		}
	})
}
