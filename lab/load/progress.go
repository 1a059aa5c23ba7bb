package load

import (
	"slices"
	"time"
)

// Progress is how far a load has come.
type Progress struct {
	Elapsed         time.Duration // since the first request
	Sent, Good, Bad int           // the rest of what was sent is under way
	Found           int           // how many of one lookup were about drivers on the way, at most
}

// Progress returns how far the load has come; the zero Progress before Run.
func (l *Load) Progress() Progress {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.traffic == nil {
		return Progress{}
	}
	return Progress{
		Elapsed: time.Since(l.began),
		Sent:    l.log.sent,
		Good:    l.log.good,
		Bad:     l.log.bad,
		Found:   l.traffic.found(),
	}
}

// A Mark is a moment of a load. The zero Mark is the one before its first request.
type Mark struct{ sent, good, bad int }

// Recent is what came of a load between two moments.
type Recent struct {
	Sent, Good, Bad int
	P50, P99        time.Duration // of the answers, and of the waits for those that did not come; 0 without any
}

// Since returns what came of the load since the mark, and moves the mark to now.
func (l *Load) Since(m *Mark) Recent {
	l.mu.Lock()
	now := Mark{l.log.sent, l.log.good, l.log.bad}
	latencies := slices.Clone(l.log.latencies[m.good+m.bad:])
	l.mu.Unlock()

	r := Recent{Sent: now.sent - m.sent, Good: now.good - m.good, Bad: now.bad - m.bad}
	slices.Sort(latencies)
	r.P50, r.P99 = quantile(latencies, 50), quantile(latencies, 99)
	*m = now
	return r
}
