// Package profiles takes profiles of the running service and shows each in pprof's
// own web UI: the flame graph, and what comes with it.
//
// A service's debug listener is asked once for each snapshot. The snapshots lie in
// memory, the oldest makes room for a new one, and nothing is written to a disk.
package profiles

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"example.com/metricsworkshop/lab/live"
)

// Options are those of New.
type Options struct {
	Target func() live.Service // whom to take profiles of, asked at each Take
	Keep   int                 // how many snapshots at most, 12 if it is 0
	Prefix string              // of all paths, "/pprof" if it is empty
}

// Profiles are the snapshots and their pages. All methods may be called from several
// goroutines at a time.
type Profiles struct {
	target func() live.Service
	keep   int
	prefix string
	grace  time.Duration // how long an answer may take, on top of the profile's own time
	limit  int64         // of a profile, in bytes, packed and unpacked

	mu   sync.Mutex // guards what follows
	last int        // the ID that was given last
	kept []*entry   // the oldest first
}

// An entry is a snapshot with its pages.
type entry struct {
	Snapshot
	of    string                  // of a difference: the ID of what Base was subtracted from
	raw   []byte                  // as the service sent it; nil for a difference
	pages map[string]http.Handler // by name: "flamegraph"
}

// New returns Profiles without a snapshot.
func New(o Options) *Profiles {
	return &Profiles{
		target: o.Target,
		keep:   cmp.Or(o.Keep, 12),
		prefix: cmp.Or(o.Prefix, "/pprof"),
		grace:  5 * time.Second,
		limit:  maxBytes,
	}
}

// Take asks the service for a profile and keeps it. The kind is one of the constants,
// and seconds, 1 to 30, are how long a CPU profile lasts; for the others they count for
// nothing. Take gives up 5 seconds after that. An error that the reader can do something
// about is a *[Refusal].
func (p *Profiles) Take(ctx context.Context, kind string, seconds int) (Snapshot, error) {
	s := p.target()
	raw, prof, err := p.fetch(ctx, s, kind, seconds)
	if err != nil {
		return Snapshot{}, err
	}
	snapshot := Snapshot{
		Kind:    kind,
		Taken:   time.Now().UnixMilli(),
		Service: s.Name,
		Step:    s.Step,
		Note:    note(kind, prof, nil),
	}
	return p.add(&entry{Snapshot: snapshot, raw: raw}, prof, nil)
}

// Diff keeps what a snapshot has more than base, another one of its kind, as go tool
// pprof -diff_base shows it: what it has less is negative. Its errors are a *[Refusal].
func (p *Profiles) Diff(base, id string) (Snapshot, error) {
	older, err := p.subject(base)
	if err != nil {
		return Snapshot{}, err
	}
	newer, err := p.subject(id)
	if err != nil {
		return Snapshot{}, err
	}
	switch {
	case older == newer:
		return Snapshot{}, badRequest("snapshot %s minus itself is nothing: choose two", id)
	case older.Kind != newer.Kind:
		return Snapshot{}, badRequest("snapshot %s is of kind %s and snapshot %s of kind %s: choose two of one kind",
			base, older.Kind, id, newer.Kind)
	}
	minus, err := p.decode(older.raw)
	if err != nil {
		return Snapshot{}, err
	}
	prof, err := p.decode(newer.raw)
	if err != nil {
		return Snapshot{}, err
	}
	snapshot := Snapshot{
		Kind:    newer.Kind,
		Base:    base,
		Taken:   time.Now().UnixMilli(),
		Service: newer.Service,
		Step:    newer.Step,
		Note:    fmt.Sprintf("%s − %s: %s", id, base, note(newer.Kind, prof, minus)),
	}
	return p.add(&entry{Snapshot: snapshot, of: id}, prof, minus)
}

// List returns the snapshots, the oldest first. It is never nil.
func (p *Profiles) List() []Snapshot {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]Snapshot, len(p.kept))
	for i, e := range p.kept {
		list[i] = e.Snapshot
	}
	return list
}

// subject returns a snapshot that a difference can be made of.
func (p *Profiles) subject(id string) (*entry, error) {
	e, err := p.find(id)
	if err == nil && e.raw == nil {
		return nil, badRequest("snapshot %s is a difference itself: choose two that were taken", id)
	}
	return e, err
}

// find returns the snapshot with an ID.
func (p *Profiles) find(id string) (*entry, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.IndexFunc(p.kept, func(e *entry) bool { return e.ID == id }); i >= 0 {
		return p.kept[i], nil
	}
	if n, err := strconv.Atoi(id); err == nil && n >= 1 && n <= p.last {
		return nil, notFound("snapshot %s is gone, the lab keeps %d: take another on the page", id, p.keep)
	}
	return nil, notFound("there is no snapshot %q: take one on the page", id)
}
