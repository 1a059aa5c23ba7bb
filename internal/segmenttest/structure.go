package segmenttest

import (
	"slices"

	"example.com/metricsworkshop/internal/collector"
)

// transaction is the structure of one transaction: its spans in the order in
// which they ended, the transaction's own last. An index is one into spans.
type transaction struct {
	spans []collector.Span
	byID  map[string]int
}

// transactions are those that were reported with their spans, by trace.
func transactions(spans []collector.Span) map[string]transaction {
	all := map[string]transaction{}
	for _, s := range spans {
		t, ok := all[s.TraceID]
		if !ok {
			t.byID = map[string]int{}
		}
		t.byID[s.ID] = len(t.spans)
		t.spans = append(t.spans, s)
		all[s.TraceID] = t
	}
	return all
}

// isSegment reports whether a span is a datastore segment of the code under test.
func isSegment(s collector.Span) bool { return s.Operation != "" && s.Product != Oracle }

// segments are the indices of the transaction's segments.
func (t transaction) segments() []int {
	var found []int
	for i, s := range t.spans {
		if isSegment(s) {
			found = append(found, i)
		}
	}
	return found
}

// place is where in a transaction something happened.
type place struct {
	index    int
	segments []int  // that ran then, the innermost first
	plain    bool   // a segment ran then that is no datastore's
	open     string // the id of a span that ran around those and was never reported; empty if there is none
}

// in reports whether segment i ran then.
func (p place) in(i int) bool { return slices.Contains(p.segments, i) }

// bare reports whether no segment ran then, reported or not.
func (p place) bare() bool { return len(p.segments) == 0 && p.open == "" }

// lost reports whether the innermost segment that ran then was never reported.
func (p place) lost() bool { return len(p.segments) == 0 && p.open != "" }

// at follows the parents of the span at an index.
func (t transaction) at(index int) place {
	p := place{index: index}
	for s := t.spans[index]; !s.Root; {
		parent, ok := t.byID[s.Parent]
		if !ok {
			p.open = s.Parent
			return p
		}
		s = t.spans[parent]
		if isSegment(s) {
			p.segments = append(p.segments, parent)
		} else if !s.Root {
			p.plain = true
		}
	}
	return p
}

// marks are the places where the probe left a mark of a kind, for one query.
func (t transaction) marks(kind string, query int) []place {
	var places []place
	for i, s := range t.spans {
		if s.Name == "Custom/"+probeName && s.Attributes["probe"] == kind && s.Attributes["query"] == float64(query) {
			places = append(places, t.at(i))
		}
	}
	return places
}
