package recorder

import (
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/lab/live"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

var _ Store = (*live.Store)(nil)

// A store keeps what a recorder has put into it.
type store struct {
	mu      sync.Mutex
	samples []live.Sample
	wires   []live.Wire
	tables  [][]live.Row
	parts   []live.Part
	marks   []string // their kinds and texts
}

func (s *store) AddSample(sample live.Sample) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.samples = append(s.samples, sample)
}

func (s *store) AddWire(wires ...live.Wire) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wires = append(s.wires, wires...)
}

func (s *store) SetRows(rows []live.Row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tables = append(s.tables, rows)
}

func (s *store) SetPart(part live.Part) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parts = append(s.parts, part)
}

func (s *store) AddMark(kind, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.marks = append(s.marks, kind+": "+text)
}

// all returns what there is now.
func (s *store) all() *store {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &store{
		samples: slices.Clone(s.samples),
		wires:   slices.Clone(s.wires),
		tables:  slices.Clone(s.tables),
		parts:   slices.Clone(s.parts),
		marks:   slices.Clone(s.marks),
	}
}

// newTestRecorder returns a recorder that does nothing by itself, and its store.
func newTestRecorder(o Options) (*Recorder, *store) {
	s := &store{}
	o.Store = s
	return newRecorder(o), s
}

// second lets r take a sample, and returns it.
func second(t testing.TB, r *Recorder, s *store) live.Sample {
	t.Helper()
	r.sample(t.Context(), time.Now())
	samples := s.all().samples
	return samples[len(samples)-1]
}

// texts are those of the wires, each behind its kind.
func texts(wires []live.Wire) []string {
	var all []string
	for _, w := range wires {
		all = append(all, w.Kind+": "+w.Text)
	}
	return all
}

// wait waits until ok, for what happens on a real network.
func wait(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("no %s in %v", what, patience)
		}
	}
}
