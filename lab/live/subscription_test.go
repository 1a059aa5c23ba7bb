package live

import (
	"sync"
	"testing"
)

// TestSlowSubscriberIsCutOff has one that never reads, and one that does.
func TestSlowSubscriberIsCutOff(t *testing.T) {
	s := NewStore(Options{})
	_, slow := s.Subscribe()
	defer slow.Close() // once more
	_, fast := s.Subscribe()
	defer fast.Close()
	for i := range int64(backlog + 1) {
		s.AddSample(Sample{At: i})
		<-fast.Events()
	}
	events, open := waiting(slow)
	if open || len(events) != backlog {
		t.Errorf("the slow one has %d events, and goes on: %v; want %d and its end", len(events), open, backlog)
	}
	s.AddSample(Sample{})
	if events, open := waiting(fast); !open || len(events) != 1 {
		t.Errorf("the other one has %d events, and goes on: %v; want the last event", len(events), open)
	}
}

func TestCloseEndsTheEvents(t *testing.T) {
	s := NewStore(Options{})
	_, sub := s.Subscribe()
	sub.Close()
	sub.Close()
	s.AddSample(Sample{})
	if events, open := waiting(sub); open || len(events) > 0 {
		t.Errorf("after Close there are %d events, and it goes on: %v", len(events), open)
	}
	if len(s.subscribers) != 0 {
		t.Errorf("after Close the store has %d subscribers", len(s.subscribers))
	}
}

// BenchmarkAddSample has ten pages open.
func BenchmarkAddSample(b *testing.B) {
	s := NewStore(Options{})
	var pages sync.WaitGroup
	for range 10 {
		_, sub := s.Subscribe()
		pages.Go(func() {
			for range sub.Events() {
			}
		})
		defer sub.Close()
	}
	ms, n := 1.5, 7
	sample := Sample{
		At: 1, Connections: &n, Gauges: map[string]float64{"db.in_use": 3, "db.open": 4, "db.wait_count": 0},
		Keys: map[string]Key{
			"orders.id.state.get":       {Calls: 2, Mean90: &ms, Upper90: &ms, Upper: &ms},
			"orders.id.merchant.get":    {Calls: 2, Mean90: &ms, Upper90: &ms, Upper: &ms},
			"drivers.id.busy.get":       {Calls: 2, Mean90: &ms, Upper90: &ms, Upper: &ms},
			"customers.id.orders.get":   {Calls: 2, Mean90: &ms, Upper90: &ms, Upper: &ms},
			"drivers.id.orders.current": {Calls: 2, Mean90: &ms, Upper90: &ms, Upper: &ms},
		},
		Load: &LoadSecond{Sent: 50, Good: 50, P50: &ms, P99: &ms},
	}
	b.ReportAllocs()
	for b.Loop() {
		s.AddSample(sample)
	}
}

// BenchmarkState has a full store, which is what a page that is reloaded asks for.
func BenchmarkState(b *testing.B) {
	s := NewStore(Options{})
	for range DefaultKeep {
		s.AddSample(Sample{})
	}
	b.ReportAllocs()
	for b.Loop() {
		s.State()
	}
}
