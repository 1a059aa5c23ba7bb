package bench

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"example.com/metricsworkshop/internal/statsdserver"
)

// suffix is what the keys of the gauges end in that count a service's goroutines.
const suffix = ".goroutines"

// Gauges follows the gauges that count a service's goroutines. Its zero value has
// seen none.
type Gauges struct {
	mu      sync.Mutex
	byKey   map[string]gauge // since the last call of next
	samples int              // the same, of all keys
	latest  float64          // whatever its key
	sent    bool             // ever
}

type gauge struct {
	samples     int
	least, most float64
}

// add returns the gauge with one more value.
func (g gauge) add(value float64) gauge {
	if g.samples == 0 {
		return gauge{1, value, value}
	}
	return gauge{g.samples + 1, min(g.least, value), max(g.most, value)}
}

// Datagram reads a datagram; it is for statsdserver.Options.OnDatagram.
func (g *Gauges) Datagram(datagram []byte) {
	samples, _, _ := statsdserver.Parse(datagram)
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, s := range samples {
		if s.Type != statsdserver.Gauge || s.Delta || !strings.HasSuffix(s.Key, suffix) {
			continue
		}
		if g.byKey == nil {
			g.byKey = map[string]gauge{}
		}
		g.byKey[s.Key] = g.byKey[s.Key].add(s.Value)
		g.samples++
		g.latest, g.sent = s.Value, true
	}
}

// next returns the gauges that have come since its last call, by key.
func (g *Gauges) next() map[string]gauge {
	g.mu.Lock()
	defer g.mu.Unlock()
	past := g.byKey
	g.byKey, g.samples = nil, 0
	return past
}

// now returns the latest value of any gauge, how many have come since the last
// call of next, and whether any has ever.
func (g *Gauges) now() (latest float64, samples int, sent bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.latest, g.samples, g.sent
}

// busiest returns the key with the most samples, "" if there is none.
func busiest(gauges map[string]gauge) string {
	best := ""
	for _, key := range slices.Sorted(maps.Keys(gauges)) {
		if gauges[key].samples > gauges[best].samples {
			best = key
		}
	}
	return best
}

// most is the largest value of any gauge, 0 if there is none.
func most(gauges map[string]gauge) float64 {
	largest := 0.0
	for _, g := range gauges {
		largest = max(largest, g.most)
	}
	return largest
}

// Latest returns the value of the gauge that came last, whatever its key, and how
// many have come: a number that has grown says that the value is a new one.
func (g *Gauges) Latest() (goroutines, samples int) {
	latest, samples, _ := g.now()
	return int(latest), samples
}
