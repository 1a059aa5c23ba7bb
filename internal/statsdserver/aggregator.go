package statsdserver

import (
	"fmt"
	"strings"
	"time"
)

// An Aggregator adds up datagrams. It is for one goroutine at a time.
type Aggregator struct {
	percentiles []percentile

	// What has been seen, by name, in this interval or before. The values are
	// pointers so that a name is stored only once: see entry.
	counters map[string]*float64
	gauges   map[string]*float64
	timers   map[string]*timer
	sets     map[string]*set

	datagrams, lines int
	bad              []BadLine
	badCounts        map[Reason]int
}

// NewAggregator returns an Aggregator whose timers have figures for these
// percentiles. Those are above 0 and at most 100, or the same with a minus sign.
func NewAggregator(percentiles ...float64) (*Aggregator, error) {
	a := &Aggregator{
		counters:  map[string]*float64{},
		gauges:    map[string]*float64{},
		timers:    map[string]*timer{},
		sets:      map[string]*set{},
		badCounts: map[Reason]int{},
	}
	for _, share := range percentiles {
		p, err := newPercentile(share)
		if err != nil {
			return nil, fmt.Errorf("statsdserver: %w", err)
		}
		a.percentiles = append(a.percentiles, p)
	}
	return a, nil
}

// Add counts a datagram.
func (a *Aggregator) Add(datagram []byte) {
	samples, bad, lines := Parse(datagram)
	a.datagrams++
	a.lines += lines
	for _, s := range samples {
		a.addSample(s)
	}
	for _, b := range bad {
		a.addBad(b)
	}
}

func (a *Aggregator) addSample(s Sample) {
	switch s.Type {
	case Counter:
		// Multiplied, not divided, and not fused with the sum: Etsy's last digit.
		*entry(a.counters, s.Key) += float64(s.Value * (1 / s.Rate))
	case Time:
		t := entry(a.timers, s.Key)
		t.values = append(t.values, s.Value)
		t.count += 1 / s.Rate
	case Gauge:
		g := entry(a.gauges, s.Key)
		if s.Delta {
			*g += s.Value
		} else {
			*g = s.Value
		}
	case Set:
		entry(a.sets, s.Key).add(s.Text)
	}
}

// set is the different values of a set.
type set struct{ texts map[string]bool }

func (s *set) add(text string) {
	if s.texts == nil {
		s.texts = map[string]bool{}
	}
	if !s.texts[text] {
		s.texts[strings.Clone(text)] = true // as in entry
	}
}

// entry returns the value of key in m, a new one if there is none. A key is a
// part of its datagram and would keep all of that in memory, so m gets a copy,
// once: assigning to a key that m has already would also replace the copy.
func entry[V any](m map[string]*V, key string) *V {
	v, ok := m[key]
	if !ok {
		v = new(V)
		m[strings.Clone(key)] = v
	}
	return v
}

func (a *Aggregator) addBad(b BadLine) {
	a.badCounts[b.Reason]++
	if len(a.bad) < MaxBad {
		b.Line = strings.Clone(b.Line[:min(len(b.Line), maxBadLength)])
		a.bad = append(a.bad, b)
	}
}

// Flush returns what was added up and begins the next interval: counters, timers
// and sets start anew under the names they have, gauges stay as they are.
func (a *Aggregator) Flush(at time.Time, interval time.Duration) Flush {
	f := a.Snapshot(at, interval)
	for _, c := range a.counters {
		*c = 0
	}
	for _, t := range a.timers {
		*t = timer{}
	}
	for _, s := range a.sets {
		*s = set{}
	}
	a.datagrams, a.lines, a.bad = 0, 0, nil
	clear(a.badCounts)
	return f
}
