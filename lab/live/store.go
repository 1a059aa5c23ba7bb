package live

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"
)

// How much a [Store] keeps of what has no end.
const (
	DefaultKeep = 900 // samples: a quarter of an hour
	keepMarks   = 200
	keepWire    = 200
	keepOutput  = 500 // lines
)

// State is all that a page shows: what it gets first. The events that follow say
// what has changed in it. None of its slices is nil, so that none is null in JSON.
type State struct {
	Samples []Sample `json:"samples"` // the oldest first, as everywhere here
	Marks   []Mark   `json:"marks"`
	Service Service  `json:"service"`
	Parts   []Part   `json:"parts"`
	Load    Load     `json:"load"`
	Steps   []Step   `json:"steps"` // none: nobody can start a service
	Wire    []Wire   `json:"wire"`
	Output  []string `json:"output"` // lines of the service
	Rows    []Row    `json:"rows"`
	Sides   []Side   `json:"sides"`
	Verdict string   `json:"verdict"` // of a demo; "" before its end
}

// Options say how much a [Store] keeps.
type Options struct {
	Keep int // samples; DefaultKeep if it is 0
}

// A Store holds the [State] of the lab and tells its subscribers what changes in
// it. Its methods may be called at the same time, and none of them waits for a
// subscriber. It has no goroutine and needs no end.
//
// What is given to a Store is the Store's: nobody may change it afterwards.
type Store struct {
	keep int

	mu          sync.Mutex
	state       State
	ran         Service // the last one that ran
	subscribers map[*Subscription]bool
}

// NewStore returns a Store without a service, and without load.
func NewStore(o Options) *Store {
	if o.Keep <= 0 {
		o.Keep = DefaultKeep
	}
	return &Store{
		keep: o.Keep,
		state: State{
			Samples: []Sample{},
			Marks:   []Mark{},
			Service: Service{State: ServiceNone},
			Parts:   []Part{},
			Load:    Load{State: LoadIdle},
			Steps:   []Step{},
			Wire:    []Wire{},
			Output:  []string{},
			Rows:    []Row{},
			Sides:   []Side{},
		},
		subscribers: map[*Subscription]bool{},
	}
}

// State returns what there is now. Its slices are the caller's; what their elements
// point to is only to be read.
func (s *Store) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snapshot()
}

// Steps returns the steps that the page may ask for, as State has them.
func (s *Store) Steps() []Step {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.state.Steps)
}

// snapshot is State for whoever has locked s.
func (s *Store) snapshot() State {
	c := s.state
	c.Samples = slices.Clone(c.Samples)
	c.Marks = slices.Clone(c.Marks)
	c.Parts = slices.Clone(c.Parts)
	c.Steps = slices.Clone(c.Steps)
	c.Wire = slices.Clone(c.Wire)
	c.Output = slices.Clone(c.Output)
	c.Rows = slices.Clone(c.Rows)
	c.Sides = slices.Clone(c.Sides)
	return c
}

// send tells all subscribers of v, for whoever has locked s. It is false if v is no
// JSON: a NaN is none. Such a value must not be kept either, or no page would get a
// state again.
func (s *Store) send(name string, v any) bool {
	data, err := json.Marshal(v)
	if err != nil {
		s.addOutput(fmt.Sprintf("lab: event %s is left out: %v", name, err))
		return false
	}
	s.publish(Event{name, data})
	return true
}

// mark adds a mark, for whoever has locked s.
func (s *Store) mark(kind, text string) {
	m := Mark{At: time.Now().UnixMilli(), Kind: kind, Text: text}
	if s.send(EventMark, m) {
		s.state.Marks = appendLast(keepMarks, s.state.Marks, m)
	}
}

// addOutput adds a line, for whoever has locked s.
func (s *Store) addOutput(line string) {
	if s.send(EventOutput, line) {
		s.state.Output = appendLast(keepOutput, s.state.Output, line)
	}
}

// appendLast appends to all and returns the last n of it.
func appendLast[T any](n int, all []T, more ...T) []T {
	all = append(all, more...)
	return slices.Delete(all, 0, max(0, len(all)-n))
}
