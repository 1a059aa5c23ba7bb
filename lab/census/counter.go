package census

import (
	"context"
	"time"
)

// A counter counts what the service and its database have at this moment.
type counter struct {
	LineUpOptions
	prober
	client *client
	gauges bool // the service sends them
}

type count struct{ connections, goroutines int }

// gaugeTimeout is how long a gauge may take to come. A StatsD client keeps its
// lines for a tenth of a second.
const gaugeTimeout = 2 * time.Second

// findGauge finds out whether the service sends gauges.
func (c *counter) findGauge(ctx context.Context) {
	c.gauges = c.Gauge != nil
	c.gauges = c.gauges && c.count(ctx).goroutines != Unknown
}

// count sends two small requests, and counts when the second one's gauge is there.
//
// The first sees to it that the pool has an idle connection in every count, no matter
// whether the lookup before has kept the one that there was: else the first one that
// is kept would be counted for the next lookup, which needs a new one.
//
// The second needs no database. A query has a goroutine that ends a moment after
// it, and is in the gauge of its own request or is not.
func (c *counter) count(ctx context.Context) count {
	before := 0
	if c.gauges {
		_, before = c.Gauge()
	}
	requests := 1
	if c.probe(ctx) {
		requests++
	}
	c.client.get(ctx, "/ping")
	c.client.close()
	if !c.gauges {
		return count{c.Connections(), Unknown}
	}
	ctx, cancel := context.WithTimeout(ctx, gaugeTimeout)
	defer cancel()
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	for {
		if goroutines, samples := c.Gauge(); samples >= before+requests {
			return count{c.Connections(), goroutines}
		}
		select {
		case <-ctx.Done():
			return count{c.Connections(), Unknown}
		case <-poll.C:
		}
	}
}
