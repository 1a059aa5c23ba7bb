package census

import (
	"context"
	"fmt"
	"slices"

	"example.com/metricsworkshop/internal/loadlimits"
	"example.com/metricsworkshop/lab/load"
	"example.com/metricsworkshop/lab/procmem"
)

// BytesOptions say what to ask, and where to look.
type BytesOptions struct {
	URL          string     // of the service
	Debug        string     // the URL of its debug listener
	Requests     int        // how many
	Receipts     bool       // ask for receipts, and not whether a driver is busy
	PID          int        // of the service
	DatabasePID  int        // of what the database runs in; 0 if that is not known
	DatabaseHere bool       // it is this process, which sends the requests too
	Connections  func() int // how many the service has to its database
	Progress     func(string)
}

// Bytes is what was measured: at rest, after requests that should keep nothing, and
// after as many that may.
type Bytes struct {
	What                            string // "2000 GET /drivers/{id}/busy"
	Control, Test                   Traffic
	AtFirst, AfterControl, AfterAll Snapshot
	DatabaseHere                    bool
	Restless                        bool // a number was still changing when the wait for it was over
}

// Traffic is what came of requests of one kind.
type Traffic struct {
	What       string // "misses", as the head of a column
	One        string // "a hit"
	Sent, Good int
	Trouble    error // of the first request that was not good
}

// A Snapshot is what the service and its database hold at one moment, in bytes
// where it is not a number of things; Unknown where it is not to be had.
type Snapshot struct {
	procmem.Memory
	Goroutines  int
	RSS         int64 // of the service
	Connections int
	DatabaseRSS int64
}

// TakeBytes seeds, and then sends requests of two kinds, as many of each: first those
// that should keep nothing, which also warm the service up, and then those that may.
// Requests that fail are in the report; it returns an error if the service cannot be
// seeded or looked into, if no request succeeds, or if ctx is done before the end.
func TakeBytes(ctx context.Context, o BytesOptions) (*Bytes, error) {
	most := loadlimits.MaxFound
	if o.Receipts {
		most = loadlimits.MaxReceipts
	}
	if o.Requests < 1 || o.Requests > most {
		return nil, fmt.Errorf("%d requests: it is from 1 to %d", o.Requests, most)
	}
	s := &scene{BytesOptions: o, debug: newClient(o.Debug)}
	_, err := s.memory(ctx) // before the seeding, which takes time
	if err != nil {
		return nil, err
	}
	o.Progress("seeding orders")
	if s.load, err = seeded(ctx, o.URL); err != nil {
		return nil, err
	}
	what, control, test := s.lookups()
	if o.Receipts {
		what, control, test, err = s.receipts(ctx)
	}
	if err != nil {
		return nil, err
	}
	what = fmt.Sprintf("%d %s", o.Requests, what)
	b := &Bytes{What: what, Control: control.Traffic, Test: test.Traffic, DatabaseHere: o.DatabaseHere}
	if b.AtFirst, err = s.look(ctx); err != nil {
		return nil, err
	}
	if b.AfterControl, err = s.send(ctx, control, &b.Control); err != nil {
		return nil, err
	}
	if b.AfterAll, err = s.send(ctx, test, &b.Test); err != nil {
		return nil, err
	}
	b.Restless = s.restless
	return b, nil
}

// A batch is requests of one kind.
type batch struct {
	Traffic
	path func(i int) string
}

// lookups returns both kinds of the requests that ask whether a driver is busy, and
// what they are called: not by their route, for which of the four lookups leaks is a
// later lesson's question.
func (s *scene) lookups() (what string, control, test batch) {
	all := s.load.Lookups()
	busy := all[slices.IndexFunc(all, func(l load.Lookup) bool { return l.Name == loadlimits.Busy })]
	control = batch{Traffic{What: "misses"}, func(int) string { return busy.Miss }}
	test = batch{Traffic{What: "hits", One: "a hit"}, func(int) string { return busy.Hit }}
	return "requests of one lookup", control, test
}

// receipts makes the orders, and returns both kinds of the requests for their
// receipts, and the route.
func (s *scene) receipts(ctx context.Context) (route string, control, test batch, err error) {
	var paths []string
	for i := range s.Requests {
		if i%50 == 0 {
			s.Progress(fmt.Sprintf("making orders: %d/%d", i, s.Requests))
		}
		id, err := s.load.Create(ctx)
		if err != nil {
			return "", batch{}, batch{}, err
		}
		paths = append(paths, fmt.Sprintf("/orders/%d/receipt", id))
	}
	control = batch{Traffic{What: "of 1 order"}, func(int) string { return paths[0] }}
	test = batch{Traffic{What: fmt.Sprintf("of %d orders", s.Requests), One: "a receipt"}, func(i int) string { return paths[i] }}
	return "GET /orders/{id}/receipt", control, test, nil
}
