package segmenttest

// sight is what the structure of a transaction says of one query.
type sight struct {
	*query
	want Segment
	sent place
	read []place // where its rows were asked for
}

// judgeStructure judges the segments of a call whose transaction was reported.
func judgeStructure(c *call, t transaction) *mistake {
	var sights []sight
	for i, q := range c.queries {
		sent := t.marks(markQuery, q.number)
		if len(sent) != 1 {
			return badReport("the probe's own spans are missing")
		}
		sights = append(sights, sight{q, c.want[i], sent[0], t.marks(markRow, q.number)})
	}
	if m := improperOrder(c.errors, sights, t); m != nil {
		return m
	}
	used := map[int]bool{}
	for _, s := range sights {
		segment, m := s.segment(t, sights)
		if m != nil {
			return m
		}
		if used[segment] {
			return &twoQueries
		}
		used[segment] = true
		if m := wrongName(t.spans[segment], s.want, s.Args); m != nil {
			return m
		}
	}
	for _, segment := range t.segments() {
		if !used[segment] {
			return aroundNothing(t.spans[segment])
		}
	}
	return nil
}

// segment returns the segment that a query ran in, or what is wrong with it.
func (s sight) segment(t transaction, all []sight) (int, *mistake) {
	if i, ok := s.byAgentsDriver(t); ok {
		if outer := t.at(i).segments; len(outer) > 0 {
			return 0, twoSegments(t.spans[outer[0]], t.spans[i])
		}
		return i, nil
	}
	switch {
	case s.sent.lost():
		return 0, &endForgotten
	case s.sent.bare():
		return 0, s.without(t, all)
	}
	segment := s.sent.segments[0]
	if len(s.sent.segments) > 1 {
		return 0, nested(t, s, all)
	}
	if s.sent.open != "" {
		return 0, &endForgottenBefore
	}
	if m := s.rows(t, segment); m != nil {
		return 0, m
	}
	return segment, nil
}

// byAgentsDriver finds the segment that the agent's own instrumentation of
// drivers made for the query, which ends next: around it if that was prepared,
// else beside it. Rows are none of its business.
func (s sight) byAgentsDriver(t transaction) (int, bool) {
	next := s.sent.index + 1
	if !s.byAgent || next == len(t.spans) || !isSegment(t.spans[next]) {
		return 0, false
	}
	sent, made := t.spans[s.sent.index], t.spans[next]
	return next, sent.Parent == made.ID || sent.Parent == made.Parent
}
