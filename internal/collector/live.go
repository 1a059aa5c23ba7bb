package collector

import "math"

// liveKey is a call of one application.
type liveKey struct {
	app string
	call
}

// liveRow adds up the spans of a call.
type liveRow struct {
	Row
	first, last float64 // begin of the first and end of the last, Unix seconds
}

// LiveRows returns the same table as Rows, from the spans: at most about two
// seconds late, so good for a page that is watched. It has the spans of all time,
// also of those that Spans no longer has. Calls that an agent had no room for are
// missing from it; they are among the Problems. Its throughput is that of the time
// from the begin of the first call to the end of the last.
func (c *Collector) LiveRows(apps ...string) []Row {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := newTable()
	for key, live := range c.live {
		if !wanted(apps, key.app) {
			continue
		}
		t.from, t.to = min(t.from, live.first), max(t.to, live.last)
		t.add(key.call, live.Row)
		if operation := (call{vendor: key.vendor, operation: key.operation}); operation != key.call {
			t.add(operation, live.Row)
		}
	}
	return t.rows()
}

// addLive adds a span to its row. It reports false if there is no room for a new
// one. The caller holds c.mu.
func (c *Collector) addLive(s Span) bool {
	if s.Operation == "" {
		return true // no datastore's
	}
	key := liveKey{s.App, call{s.Product, s.Collection, s.Operation}}
	before, ok := c.live[key]
	if !ok && len(c.live) == maxLiveRows {
		return false
	}
	if !ok {
		before.first, before.Min = math.Inf(1), math.MaxInt64
	}
	begin := float64(s.Start.UnixMilli()) / 1000
	c.live[key] = liveRow{
		Row: Row{
			Calls: before.Calls + 1,
			Total: before.Total + s.Duration,
			Min:   min(before.Min, s.Duration),
			Max:   max(before.Max, s.Duration),
		},
		first: min(before.first, begin),
		last:  max(before.last, begin+s.Duration.Seconds()),
	}
	return true
}
