package segmenttest

import "slices"

// without says why a query ran in no segment.
func (s sight) without(t transaction, all []sight) *mistake {
	if s.sent.plain {
		return &plainSegment
	}
	before, behind := s.strays(t, all)
	if len(before) > 0 {
		return endedAtOnce(t.spans[before[0]])
	}
	if len(behind) > len(all) { // more than one late segment for each query
		return &segmentPerRow
	}
	if len(behind) > 0 || slices.ContainsFunc(s.read, func(p place) bool { return !p.bare() }) {
		return &startedAfterQuery
	}
	for _, after := range t.marks(markAfter, 0) {
		if after.open != "" {
			return &startDeferred
		}
	}
	return &noSegment
}

// strays are the segments that ran during no query, by whether they ended before
// this one was sent.
func (s sight) strays(t transaction, all []sight) (before, behind []int) {
	inUse := map[int]bool{}
	for _, other := range all {
		for _, i := range other.sent.segments {
			inUse[i] = true
		}
	}
	for _, i := range t.segments() {
		switch {
		case inUse[i]:
		case i < s.sent.index:
			before = append(before, i)
		default:
			behind = append(behind, i)
		}
	}
	return before, behind
}

// nested says what it means that a query ran in more than one segment: there is
// one for another query that has not ended yet, or there are two for this one.
func nested(t transaction, s sight, all []sight) *mistake {
	inner, outer := t.spans[s.sent.segments[0]], t.spans[s.sent.segments[1]]
	for _, other := range all {
		if other.query == s.query || len(other.sent.segments) == 0 || other.sent.segments[0] != s.sent.segments[1] {
			continue
		}
		if inner.Name == outer.Name {
			return deferInLoop(inner)
		}
		return twoDefers(outer, inner)
	}
	return twoSegments(outer, inner)
}

// rows says what it means that the segment that a query ran in does not have all
// of its rows.
func (s sight) rows(t transaction, segment int) *mistake {
	for i, p := range s.read {
		switch {
		case p.in(segment):
		case i > 0:
			return endInLoop(t.spans[segment])
		case len(p.segments) > 0:
			return queryAndRows(t.spans[segment])
		default:
			return endedBeforeRows(t.spans[segment])
		}
	}
	return nil
}

// improperOrder explains the agent's complaint that segments were not ended in
// order, by what was reported in spite of it.
func improperOrder(errors []errorLine, sights []sight, t transaction) *mistake {
	i := slices.IndexFunc(errors, errorLine.isOrder)
	if i < 0 {
		return nil
	}
	lost := ""
	for _, s := range sights {
		switch {
		case s.sent.lost():
			lost = s.sent.open
		case lost != "" && s.sent.open == lost: // a later query's segment was started inside the lost one
			return oneVariable(errors[i])
		}
	}
	if lost != "" {
		return outerFirst(errors[i])
	}
	for _, s := range sights {
		if s.sent.bare() {
			if before, _ := s.strays(t, sights); len(before) == 0 {
				return outerFirst(errors[i])
			}
			return endedTooSoon(errors[i])
		}
		if segment := s.sent.segments[0]; len(s.read) > 0 && s.read[0].in(segment) && s.rows(t, segment) != nil {
			return endInLoop(t.spans[segment])
		}
	}
	return endedTwice(errors[i])
}
