package statsdserver

import (
	"maps"
	"slices"
	"time"
)

// Snapshot returns what was added up so far, and changes nothing. The interval
// is only what rates are by.
func (a *Aggregator) Snapshot(at time.Time, interval time.Duration) Flush {
	f := Flush{
		At:           at,
		Interval:     interval,
		Counters:     values(a.counters),
		CounterRates: make(map[string]float64, len(a.counters)),
		Gauges:       values(a.gauges),
		Timers:       make(map[string]Timer, len(a.timers)),
		Sets:         make(map[string]int, len(a.sets)),
		Datagrams:    a.datagrams,
		Lines:        a.lines,
		Bad:          slices.Clone(a.bad),
		BadCounts:    maps.Clone(a.badCounts),
	}
	seconds := interval.Seconds()
	for key, c := range f.Counters {
		if rate := c / seconds; finite(rate) {
			f.CounterRates[key] = rate
		}
	}
	for key, t := range a.timers {
		f.Timers[key] = t.figures(a.percentiles, seconds)
	}
	for key, s := range a.sets {
		f.Sets[key] = len(s.texts)
	}
	return f
}

// values returns the finite values of m.
func values(m map[string]*float64) map[string]float64 {
	copied := make(map[string]float64, len(m))
	for key, v := range m {
		if finite(*v) {
			copied[key] = *v
		}
	}
	return copied
}
