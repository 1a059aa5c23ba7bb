package live

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// waiting returns the events that wait for sub, and whether it goes on.
func waiting(sub *Subscription) (events []Event, open bool) {
	for {
		select {
		case e, ok := <-sub.Events():
			if !ok {
				return events, false
			}
			events = append(events, e)
		default:
			return events, true
		}
	}
}

// apply does to a state what an event says, as a page does.
func apply(t *testing.T, s *State, e Event) {
	t.Helper()
	var one struct {
		Sample Sample
		Mark   Mark
		Wire   []Wire
		Line   string
	}
	into := map[string]any{
		EventSample: &one.Sample, EventMark: &one.Mark, EventWire: &one.Wire, EventOutput: &one.Line,
		EventService: &s.Service, EventParts: &s.Parts, EventLoad: &s.Load, EventSteps: &s.Steps,
		EventRows: &s.Rows, EventSides: &s.Sides, EventVerdict: &s.Verdict,
	}[e.Name]
	switch e.Name { // what is replaced begins empty, so that nothing of it stays
	case EventService:
		s.Service = Service{}
	case EventParts:
		s.Parts = nil
	case EventLoad:
		s.Load = Load{}
	case EventSides:
		s.Sides = nil
	}
	if err := json.Unmarshal(e.Data, into); err != nil {
		t.Errorf("event %s has the data %s: %v", e.Name, e.Data, err)
	}
	switch e.Name {
	case EventSample:
		s.Samples = append(s.Samples, one.Sample)
	case EventMark:
		s.Marks = append(s.Marks, one.Mark)
	case EventWire:
		s.Wire = append(s.Wire, one.Wire...)
	case EventOutput:
		s.Output = append(s.Output, one.Line)
	}
}

// encode returns v as JSON, as a page has it.
func encode(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// changes are calls of all methods that change a Store.
func changes() []func(*Store) {
	ms, n, rss := 1.5, 7, int64(1<<20)
	return []func(*Store){
		func(s *Store) { s.AddSample(Sample{At: 1}) },
		func(s *Store) {
			s.AddSample(Sample{
				At: 2, Connections: &n, Keys: map[string]Key{"orders.id.state.get": {Calls: 2, Mean90: &ms}},
				Gauges: map[string]float64{"db.in_use": 3}, Process: &Process{PID: 9, RSS: &rss}, Load: &LoadSecond{Sent: 4, P50: &ms},
			})
		},
		func(s *Store) { s.AddMark(MarkLoad, "load began") },
		func(s *Store) { s.SetService(Service{Name: "step02-statsd", Step: 2, State: ServiceRunning, PID: 1}) },
		func(s *Store) {
			s.SetService(Service{Name: "step02-statsd", Step: 2, State: ServiceEnded, Note: "killed"})
		},
		func(s *Store) { s.SetPart(Part{Name: "database", State: PartUp, Where: "here"}) },
		func(s *Store) { s.SetPart(Part{Name: "statsd", State: PartUp}) },
		func(s *Store) { s.SetPart(Part{Name: "database", State: PartGone, Note: "start it"}) },
		func(s *Store) { s.SetLoad(Load{State: LoadRunning, Request: LoadRequest{Rate: 50}, Owner: "page"}) },
		func(s *Store) { s.SetSteps([]Step{{"2", "step02-statsd"}}) },
		func(s *Store) { s.SetSteps(nil) },
		func(s *Store) { s.AddWire() },
		func(s *Store) { s.AddWire(Wire{1, "statsd", "a:1|c"}, Wire{1, "bad", "<b>"}) },
		func(s *Store) { s.AddOutput("<script>alert(1)</script>") },
		func(s *Store) { s.SetRows([]Row{{Operation: "findDriverBusy", Share: 0.5}}) },
		func(s *Store) { s.SetRows(nil) },
		func(s *Store) { s.SetSide(Side{Label: "leaky"}) },
		func(s *Store) { s.SetSide(Side{Label: "fixed", Samples: []Sample{{At: 4}}}) },
		func(s *Store) { s.SetSide(Side{Label: "leaky", Result: &Done{Hits: 5, Trouble: []string{"late"}}}) },
		func(s *Store) { s.SetVerdict("held") },
	}
}

// TestSubscribersHaveTheState makes all changes at the same time, while others
// subscribe: whoever applies the events to the state that came first has the state.
func TestSubscribersHaveTheState(t *testing.T) {
	s := NewStore(Options{})
	type follower struct {
		state State
		*Subscription
	}
	followers := make([]follower, 20)
	var all sync.WaitGroup
	for _, change := range changes() {
		all.Go(func() {
			for range 5 {
				change(s)
			}
		})
	}
	for i := range followers {
		all.Go(func() { followers[i].state, followers[i].Subscription = s.Subscribe() })
	}
	all.Wait()
	want := encode(t, s.State())
	for i, f := range followers {
		f.Close()
		events, _ := waiting(f.Subscription)
		for _, e := range events {
			apply(t, &f.state, e)
		}
		if got := encode(t, f.state); got != want {
			t.Errorf("subscriber %d has after %d events\n%s\nwant %s", i, len(events), got, want)
		}
	}
}

func TestEventIsTheValue(t *testing.T) {
	for i, change := range changes() {
		s := NewStore(Options{})
		state, sub := s.Subscribe()
		change(s)
		events, open := waiting(sub)
		for _, e := range events {
			apply(t, &state, e)
		}
		if got, want := encode(t, state), encode(t, s.State()); got != want || !open {
			t.Errorf("change %d: its events %s make\n%s\nwant %s", i, events, got, want)
		}
		sub.Close()
	}
}

func TestStateHasNoNull(t *testing.T) {
	s := NewStore(Options{})
	if got := encode(t, s.State()); strings.Contains(got, "null") {
		t.Errorf("a new state is %s; want no null", got)
	}
	s.SetSteps(nil)
	s.SetRows(nil)
	s.SetSide(Side{Label: "leaky"})
	if got := encode(t, s.State()); strings.Contains(got, "null") {
		t.Errorf("a state is %s; want no null", got)
	}
}

func TestStateIsTheCallers(t *testing.T) {
	s := NewStore(Options{})
	for _, change := range changes() {
		change(s)
	}
	want := encode(t, s.State())
	mine := s.State()
	mine.Samples[0].At, mine.Marks[0].Text, mine.Parts[0].State, mine.Wire[0].Text = 99, "x", "x", "x"
	mine.Output[0], mine.Sides[0].Label = "x", "x"
	s.Steps() // nothing to change in none
	if got := encode(t, s.State()); got != want {
		t.Errorf("after a change of a copy, the state is\n%s\nwant %s", got, want)
	}
}

func TestOldestGoesFirst(t *testing.T) {
	s := NewStore(Options{Keep: 3})
	for i := range int64(5) {
		s.AddSample(Sample{At: i})
	}
	for range keepMarks + 1 {
		s.AddMark(MarkLoad, "x")
	}
	s.AddMark(MarkPart, "last")
	s.AddWire(Wire{Text: "first"})
	s.AddWire(make([]Wire, keepWire)...)
	for range keepOutput {
		s.AddOutput("x")
	}
	s.AddOutput("last")
	state := s.State()
	if want := []Sample{{At: 2}, {At: 3}, {At: 4}}; !reflect.DeepEqual(state.Samples, want) {
		t.Errorf("Samples = %v; want %v", state.Samples, want)
	}
	if n := len(state.Marks); n != keepMarks || state.Marks[n-1].Text != "last" {
		t.Errorf("%d marks, the last one %v; want %d and last", n, state.Marks[n-1], keepMarks)
	}
	if n := len(state.Wire); n != keepWire || state.Wire[0].Text != "" {
		t.Errorf("%d of the wire, beginning with %q; want %d without the first", n, state.Wire[0].Text, keepWire)
	}
	if n := len(state.Output); n != keepOutput || state.Output[n-1] != "last" {
		t.Errorf("%d lines, the last one %q; want %d and last", n, state.Output[n-1], keepOutput)
	}
}

func TestMarksOfTheService(t *testing.T) {
	running := Service{Name: "step02-statsd", State: ServiceRunning, PID: 1}
	with := func(change func(*Service)) Service { s := running; change(&s); return s }
	state := func(state string) Service { return with(func(s *Service) { s.State = state }) }
	tests := []struct {
		name     string
		services []Service
		want     []string
	}{
		{"building and starting", []Service{state(ServiceBuilding), state(ServiceStarting)}, nil},
		{"failed", []Service{state(ServiceFailed)}, nil},
		{"runs", []Service{running}, []string{"step02-statsd runs"}},
		{"said twice", []Service{running, running}, []string{"step02-statsd runs"}},
		{"built anew in vain", []Service{running, with(func(s *Service) { s.State = ServiceBuilding }), with(func(s *Service) { s.Note = "does not build" })}, []string{"step02-statsd runs"}},
		{"another note", []Service{running, with(func(s *Service) { s.Note = "x" })}, []string{"step02-statsd runs"}},
		{
			"restarted", []Service{running, state(ServiceStopped), state(ServiceBuilding), with(func(s *Service) { s.PID = 2 })},
			[]string{"step02-statsd runs", "step02-statsd was stopped", "step02-statsd runs again"},
		},
		{
			"another process", []Service{running, with(func(s *Service) { s.PID = 2 })},
			[]string{"step02-statsd runs", "step02-statsd runs again"},
		},
		{
			"another service", []Service{running, with(func(s *Service) { s.Name, s.PID = "solutions/step02-statsd", 2 })},
			[]string{"step02-statsd runs", "solutions/step02-statsd runs"},
		},
		{"ended", []Service{running, state(ServiceEnded)}, []string{"step02-statsd runs", "step02-statsd ended by itself"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := NewStore(Options{})
			for _, service := range tt.services {
				s.SetService(service)
			}
			var got []string
			for _, m := range s.State().Marks {
				got = append(got, m.Text)
				if m.Kind != MarkService {
					t.Errorf("mark %q is of kind %q; want %q", m.Text, m.Kind, MarkService)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("marks = %q; want %q", got, tt.want)
			}
		})
	}
}

func TestMarkIsOfThisMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewStore(Options{})
		time.Sleep(time.Minute)
		s.AddMark(MarkPart, "the database is gone")
		want := []Mark{{time.Now().UnixMilli(), MarkPart, "the database is gone"}}
		if got := s.State().Marks; !slices.Equal(got, want) {
			t.Errorf("Marks = %v; want %v", got, want)
		}
	})
}

func TestUnchangedIsNoEvent(t *testing.T) {
	s := NewStore(Options{})
	again := func() {
		s.SetPart(Part{Name: "database", State: PartUp})
		s.SetLoad(Load{State: LoadRunning})
		s.SetService(Service{Name: "step01-service", State: ServiceStarting})
		s.AddWire()
	}
	again()
	_, sub := s.Subscribe()
	defer sub.Close()
	again()
	if events, _ := waiting(sub); len(events) > 0 {
		t.Errorf("what was known already made the events %s", events)
	}
}

// TestNoJSONIsLeftOut puts in what would keep every page from getting a state.
func TestNoJSONIsLeftOut(t *testing.T) {
	tests := []struct {
		name string
		put  func(*Store)
		want string
	}{
		{"sample", func(s *Store) { s.AddSample(Sample{Gauges: map[string]float64{"x": math.NaN()}}) }, "lab: event sample is left out"},
		{"rows", func(s *Store) { s.SetRows([]Row{{Mean: math.Inf(1)}}) }, "lab: event rows is left out"},
		{"side", func(s *Store) { s.SetSide(Side{Result: &Done{P50: math.NaN()}}) }, "lab: event sides is left out"},
		{"anything", func(s *Store) { s.Changed("x", func() {}) }, "lab: event x is left out"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := NewStore(Options{})
			want := NewStore(Options{}).State()
			tt.put(s)
			got := s.State()
			if len(got.Output) != 1 || !strings.HasPrefix(got.Output[0], tt.want) {
				t.Errorf("Output = %q; want a line that begins with %q", got.Output, tt.want)
			}
			if got.Output = want.Output; encode(t, got) != encode(t, want) {
				t.Errorf("the rest of the state is %v; want %v", got, want)
			}
		})
	}
}

func TestChanged(t *testing.T) {
	s := NewStore(Options{})
	_, sub := s.Subscribe()
	defer sub.Close()
	s.Changed(EventProfiles, []string{"1"})
	events, _ := waiting(sub)
	if len(events) != 1 || events[0].Name != EventProfiles || !bytes.Equal(events[0].Data, []byte(`["1"]`)) {
		t.Errorf(`events = %s; want profiles with ["1"]`, events)
	}
}
