package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"example.com/metricsworkshop/lab/compare"
	"example.com/metricsworkshop/lab/live"
)

// sampleTimeout is for one more sample, of the service at rest.
const sampleTimeout = 3 * time.Second

// awaitSample waits for the next sample.
func (s *session) awaitSample(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, sampleTimeout)
	defer cancel()
	_, next := s.store.Subscribe()
	defer next.Close()
	for {
		select {
		case <-ctx.Done():
			return
		case e, ok := <-next.Events():
			if !ok || e.Name == live.EventSample {
				return
			}
		}
	}
}

// samplesSince returns the samples that are not older and are of the process with this
// number: the service of the side before may have ended a second ago.
func (s *session) samplesSince(at int64, pid int) []live.Sample {
	samples := s.store.State().Samples
	first, _ := slices.BinarySearchFunc(samples, at, func(sample live.Sample, at int64) int { return int(sample.At - at) })
	return slices.DeleteFunc(samples[first:], func(sample live.Sample) bool {
		return pid != 0 && (sample.Process == nil || sample.Process.PID != pid)
	})
}

// Sides are those that are over, of all sessions.
type sides struct {
	mu   sync.Mutex
	over []compare.Side
}

// add keeps a side. One of the same label is forgotten, and so is what came before the
// last two.
func (s *sides) add(side compare.Side) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = slices.DeleteFunc(s.over, func(other compare.Side) bool { return other.Label == side.Label })
	s.over = append(s.over, side)
	s.over = s.over[max(0, len(s.over)-2):]
}

// last returns the last two, or fewer if there are fewer, the first one first.
func (s *sides) last() []compare.Side {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.over)
}
