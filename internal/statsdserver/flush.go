package statsdserver

import (
	"math"
	"time"
)

// MaxBad is how many bad lines a Flush keeps.
const MaxBad = 20

// maxBadLength is how much of a bad line a Flush keeps, in bytes.
const maxBadLength = 200

// A Flush is what came in one interval, added up. Nobody else holds its maps. A
// figure that is not finite, such as a rate over no time at all, is left out.
type Flush struct {
	At       time.Time     // the end of the interval
	Interval time.Duration // how long it was; the rates are by this time

	Counters     map[string]float64 // 0 for one that is known from before
	CounterRates map[string]float64 // per second
	Gauges       map[string]float64 // they keep their values from interval to interval
	Timers       map[string]Timer
	Sets         map[string]int // how many different values

	Datagrams int            // empty ones too
	Lines     int            // that were not empty
	Bad       []BadLine      // the first MaxBad, long ones cut
	BadCounts map[Reason]int // all of them, by reason
}

// BadTotal is how many values were refused.
func (f Flush) BadTotal() int {
	total := 0
	for _, n := range f.BadCounts {
		total += n
	}
	return total
}

func finite(f float64) bool { return !math.IsInf(f, 0) && !math.IsNaN(f) }
