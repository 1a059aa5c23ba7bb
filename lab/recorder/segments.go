package recorder

import (
	"slices"

	"example.com/metricsworkshop/internal/collector"
	"example.com/metricsworkshop/lab/live"
)

const (
	// segmentsPerSample is how many segments of a second are shown.
	segmentsPerSample = 20

	// rowsEvery is how many samples there are to one table: nobody can read one
	// that changes each second.
	rowsEvery = 2
)

// segments follows a collector. Its zero value has seen nothing.
type segments struct {
	calls   int    // of the table when it was last read
	run, id string // of the newest span that was seen
	samples int    // since the table was last told
	told    []live.Row
}

// news returns what is new at the collector since the last call: segments to be shown,
// and the table, nil if it is the same as before or was told a moment ago.
func (s *segments) news(c *collector.Collector, at int64) (wires []live.Wire, table []live.Row) {
	rows := c.LiveRows()
	if calls := countCalls(rows); calls != s.calls {
		s.calls = calls
		wires = s.wires(c.Spans(), at)
	}
	s.samples++
	if s.samples < rowsEvery {
		return wires, nil
	}
	now := tableRows(rows)
	if slices.Equal(now, s.told) {
		return wires, nil
	}
	s.samples, s.told = 0, now
	return wires, slices.Clone(now)
}

// countCalls is how many calls the rows have.
func countCalls(rows []collector.Row) int {
	n := 0
	for _, r := range rows {
		n += r.Calls
	}
	return n
}

// wires returns those of the spans that are segments of the database, and newer than
// the newest that it has returned before.
func (s *segments) wires(spans []collector.Span, at int64) []live.Wire {
	for i, span := range slices.Backward(spans) {
		if span.ID == s.id && span.Run == s.run {
			spans = spans[i+1:]
			break
		}
	}
	if len(spans) == 0 {
		return nil
	}
	newest := spans[len(spans)-1]
	s.run, s.id = newest.Run, newest.ID
	picked := sieve{limit: segmentsPerSample}
	for _, span := range spans {
		if span.Operation == "" {
			continue // the transaction as a whole, or a segment of something else
		}
		text := span.Operation
		if span.Collection != "" {
			text += " on " + span.Collection
		}
		picked.add(text, live.Wire{At: at, Kind: kindSegment, Text: text + " " + milliseconds(span.Duration) + " ms"})
	}
	return picked.take(at, "segments")
}
