package profiles

import (
	"slices"
	"strconv"

	"github.com/google/pprof/profile"
)

// add gives an entry its ID and its pages, over prof minus base if that is not nil,
// and keeps it. The oldest entry may go for it. It takes both profiles over.
func (p *Profiles) add(e *entry, prof, base *profile.Profile) (Snapshot, error) {
	driverMu.Lock() // from the ID on, so that IDs rise in kept
	defer driverMu.Unlock()
	e.ID = p.nextID()
	e.URL = p.prefix + "/" + e.ID + "/"

	label(prof, e)
	if base != nil {
		label(base, e)
	}
	pages, err := newPages(prof, base)
	if err != nil {
		return Snapshot{}, err
	}
	e.pages = pages
	if e.raw != nil {
		e.pages["download"] = download(e)
	}

	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept = append(p.kept, e)
	if n := len(p.kept) - p.keep; n > 0 {
		p.kept = slices.Delete(p.kept, 0, n)
	}
	return e.Snapshot, nil
}

func (p *Profiles) nextID() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last++
	return strconv.Itoa(p.last)
}
