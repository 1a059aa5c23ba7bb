package live

import "slices"

// AddSample adds a second.
func (s *Store) AddSample(sample Sample) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.send(EventSample, sample) {
		s.state.Samples = appendLast(s.keep, s.state.Samples, sample)
	}
}

// AddMark adds a mark of this moment. Its kind is one of the constants Mark….
func (s *Store) AddMark(kind, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mark(kind, text)
}

// SetService says what the service is now. When it runs, stops or ends, that adds a
// mark, too.
func (s *Store) SetService(service Service) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.state.Service
	if service == before || !s.send(EventService, service) {
		return
	}
	s.state.Service = service
	if service.State == before.State && service.PID == before.PID {
		return // still the same process
	}
	switch service.State {
	case ServiceRunning:
		if service.PID == s.ran.PID && service.Name == s.ran.Name {
			return // it went on while the next one was built, which came to nothing
		}
		text := service.Name + " runs"
		if service.Name == s.ran.Name {
			text += " again"
		}
		s.ran = service
		s.mark(MarkService, text)
	case ServiceStopped:
		s.mark(MarkService, service.Name+" was stopped")
	case ServiceEnded:
		s.mark(MarkService, service.Name+" ended by itself")
	}
}

// SetPart says how a part is now. It replaces the one of the same name.
func (s *Store) SetPart(part Part) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.Contains(s.state.Parts, part) {
		return
	}
	parts := replace(s.state.Parts, part, func(p Part) bool { return p.Name == part.Name })
	if s.send(EventParts, parts) {
		s.state.Parts = parts
	}
}

// SetLoad says how the load is now.
func (s *Store) SetLoad(load Load) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if load != s.state.Load && s.send(EventLoad, load) {
		s.state.Load = load
	}
}

// SetSteps says which steps the page may ask for.
func (s *Store) SetSteps(steps []Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	steps = notNil(steps)
	if s.send(EventSteps, steps) {
		s.state.Steps = steps
	}
}

// AddWire adds what has come from the service. The text of each is cut if it is
// very long.
func (s *Store) AddWire(wires ...Wire) {
	if len(wires) == 0 {
		return
	}
	for i := range wires {
		wires[i].Text = cut(wires[i].Text)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.send(EventWire, wires) {
		s.state.Wire = appendLast(keepWire, s.state.Wire, wires...)
	}
}

// AddOutput adds a line that the service has printed. What would move a terminal's
// cursor or change its colours is dropped, and a very long line is cut.
func (s *Store) AddOutput(line string) {
	line = cut(plain(line))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addOutput(line)
}

// SetRows replaces New Relic's table of the database.
func (s *Store) SetRows(rows []Row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows = notNil(rows)
	if s.send(EventRows, rows) {
		s.state.Rows = rows
	}
}

// SetSide says how a side of a demo is now. It replaces the one of the same label.
func (s *Store) SetSide(side Side) {
	s.mu.Lock()
	defer s.mu.Unlock()
	side.Samples = notNil(side.Samples)
	sides := replace(s.state.Sides, side, func(d Side) bool { return d.Label == side.Label })
	if s.send(EventSides, sides) {
		s.state.Sides = sides
	}
}

// SetVerdict says in a sentence what a demo has shown.
func (s *Store) SetVerdict(verdict string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.send(EventVerdict, verdict) {
		s.state.Verdict = verdict
	}
}

// Changed tells the subscribers of v, which the State does not hold.
func (s *Store) Changed(name string, v any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.send(name, v)
}

// replace returns a copy of all with v in the place of the one that is meant, or at
// the end if there is none.
func replace[T any](all []T, v T, meant func(T) bool) []T {
	i := slices.IndexFunc(all, meant)
	if i < 0 {
		return append(slices.Clip(all), v)
	}
	all = slices.Clone(all)
	all[i] = v
	return all
}

// notNil returns an empty slice for nil, which would be null in JSON.
func notNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
