package live

// An Event says what has changed in a [State].
type Event struct {
	Name string // one of the constants below
	Data []byte // JSON; only to be read, for all subscribers have the same
}

// What an Event may be about, and what its Data is.
const (
	EventSample   = "sample"   // the Sample that was added
	EventMark     = "mark"     // the Mark that was added
	EventService  = "service"  // the Service as it is now
	EventParts    = "parts"    // all Parts
	EventLoad     = "load"     // the Load as it is now
	EventSteps    = "steps"    // all Steps
	EventWire     = "wire"     // the Wires that were added, a list
	EventOutput   = "output"   // the line that was added, a string
	EventRows     = "rows"     // all Rows
	EventSides    = "sides"    // all Sides
	EventVerdict  = "verdict"  // the verdict, a string
	EventProfiles = "profiles" // all snapshots; the State does not hold them
)

// backlog is how many events may wait for a subscriber: more than a busy service
// causes in a second.
const backlog = 512

// A Subscription is told of what changes in a [Store] until it is closed.
type Subscription struct {
	store  *Store
	events chan Event
}

// Subscribe returns what there is now and a Subscription to all that comes after
// it: nothing is missed between them, and nothing is in both. The caller must close
// the Subscription.
func (s *Store) Subscribe() (State, *Subscription) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sub := &Subscription{store: s, events: make(chan Event, backlog)}
	s.subscribers[sub] = true
	return s.snapshot(), sub
}

// Events returns the channel of events. It is closed at the end of the Subscription,
// which is also when so many events wait in it that the subscriber must be stuck.
// What waits then can still be read. To go on, subscribe again.
func (s *Subscription) Events() <-chan Event { return s.events }

// Close ends the Subscription. It may have ended already.
func (s *Subscription) Close() {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	s.store.end(s)
}

// publish hands an event to all subscribers and cuts off those that do not keep up,
// for whoever has locked s.
func (s *Store) publish(e Event) {
	for sub := range s.subscribers {
		select {
		case sub.events <- e:
		default:
			s.end(sub)
		}
	}
}

// end closes sub unless it is closed, for whoever has locked s.
func (s *Store) end(sub *Subscription) {
	if s.subscribers[sub] {
		delete(s.subscribers, sub)
		close(sub.events)
	}
}
