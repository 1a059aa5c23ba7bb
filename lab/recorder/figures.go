package recorder

import (
	"fmt"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/statsdserver"
	"example.com/metricsworkshop/lab/live"
)

// maxNames is how many names of metrics a service may have here. One with a dozen
// routes has about a hundred; a service whose names have an order's id in them has
// more every second, and would fill the memory of the lab and of the page.
const maxNames = 300

// tooManyNames is the mark for a service that has more.
var tooManyNames = fmt.Sprintf("more than %d names of metrics: is there an id in a name? The charts have the first ones", maxNames)

// What the names of a route's metrics end in, behind its key.
const (
	timeSuffix       = ".time"
	callsSuffix      = ".calls"
	goroutinesSuffix = ".goroutines"
	statusInfix      = ".status." // and then 2xx to 5xx
	errorsSuffix     = statusInfix + "5xx"
)

// figures adds up the lines of one process of the service, by the rules of Etsy's
// server.
type figures struct {
	sums       *statsdserver.Aggregator
	names      map[string]bool
	keys       map[string]bool // of routes: what some of the names begin with
	goroutines string          // the name of the gauge of goroutines that came last
	full       bool            // a line was left out, because its name is one too many
	warned     bool            // of that
}

func newFigures() *figures {
	sums, err := statsdserver.NewAggregator(90)
	if err != nil {
		panic(err) // 90 is a percentile
	}
	return &figures{sums: sums, names: map[string]bool{}, keys: map[string]bool{}}
}

// add counts a line. Its samples, one for each of its values, have one name.
func (f *figures) add(line []byte, samples []statsdserver.Sample) {
	if len(samples) == 0 {
		return
	}
	name := samples[0].Key
	if !f.names[name] {
		if len(f.names) == maxNames {
			f.full = true
			return
		}
		name = strings.Clone(name) // not a part of its datagram, which would be kept
		f.names[name] = true
		if key := routeKey(name); key != "" {
			f.keys[key] = true
		}
	}
	if strings.HasSuffix(name, goroutinesSuffix) && name != f.goroutines {
		f.goroutines = strings.Clone(name)
	}
	f.sums.Add(line)
}

// warn reports true once, when a line was left out.
func (f *figures) warn() bool {
	if !f.full || f.warned {
		return false
	}
	f.warned = true
	return true
}

// routeKey returns the key of the route that a metric is about, "" if that is none.
func routeKey(name string) string {
	for _, suffix := range []string{timeSuffix, callsSuffix, goroutinesSuffix} {
		if key, ok := strings.CutSuffix(name, suffix); ok {
			return key
		}
	}
	key, class, ok := strings.Cut(name, statusInfix)
	if ok && len(class) == len("5xx") && strings.HasSuffix(class, "xx") {
		return key
	}
	return ""
}

// take puts the figures of an interval into a sample, and begins the next one.
func (f *figures) take(sample *live.Sample, at time.Time, interval time.Duration) {
	flush := f.sums.Flush(at, interval)
	sample.Goroutines = known(flush.Gauges, f.goroutines)
	sample.Keys = make(map[string]live.Key, len(f.keys))
	for key := range f.keys {
		timer := flush.Timers[key+timeSuffix]
		sample.Keys[key] = live.Key{
			Calls:   flush.CounterRates[key+callsSuffix],
			Errors:  flush.CounterRates[key+errorsSuffix],
			Mean90:  known(timer, "mean_90"),
			Upper90: known(timer, "upper_90"),
			Upper:   known(timer, "upper"),
		}
	}
	sample.Gauges = flush.Gauges
	for key := range f.keys {
		delete(sample.Gauges, key+goroutinesSuffix)
	}
}

// known returns the figure of a name, nil if there is none.
func known[M ~map[string]float64](figures M, name string) *float64 {
	f, ok := figures[name]
	if !ok {
		return nil
	}
	return &f
}
