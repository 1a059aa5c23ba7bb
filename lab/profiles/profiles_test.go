package profiles

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestTake(t *testing.T) {
	parked(t, 20)
	p := of(startService(t))
	for _, tt := range []struct {
		kind     string
		wantNote string
		wantPage string // on the flame graph
	}{
		{KindGoroutine, `^\d+ goroutines$`, leakName},
		{KindHeap, `^(\d+ kB|\d+\.\d MB) in use$`, `"Type":"inuse_space"`},
		{KindAllocs, `^(\d+ kB|\d+\.\d MB) allocated$`, `"Type":"alloc_space"`},
		{KindCPU, `^\d+\.\d\d s of CPU time in \d+\.\d\d s$`, `"Type":"cpu"`},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			before := time.Now().UnixMilli()
			s := take(t, p, tt.kind)
			if want := (Snapshot{ID: s.ID, Kind: tt.kind, Taken: s.Taken, Service: "solutions/step04-pprof", Step: 4, URL: "/pprof/" + s.ID + "/", Note: s.Note}); s != want {
				t.Errorf("Take = %+v; want %+v", s, want)
			}
			if s.Taken < before || s.Taken > time.Now().UnixMilli() {
				t.Errorf("taken at %d; want the time of the call", s.Taken)
			}
			if !regexp.MustCompile(tt.wantNote).MatchString(s.Note) {
				t.Errorf("note %q; want %s", s.Note, tt.wantNote)
			}
			flames := page(t, p, s.URL+"flamegraph")
			for _, text := range []string{tt.wantPage, "<title>snapshot " + s.ID + " of solutions › step04-pprof ", "Snapshot " + s.ID + ": " + tt.kind + " of solutions/step04-pprof at "} {
				if !strings.Contains(flames, text) {
					t.Errorf("the flame graph has no %q", text)
				}
			}
		})
	}
}

func TestTop(t *testing.T) {
	parked(t, 20)
	p := of(startService(t))
	leaked, total := top(t, p, take(t, p, KindGoroutine))
	if leaked != 20 {
		t.Errorf("top has %d goroutines in leak; want 20", leaked)
	}
	if total <= 20 {
		t.Errorf("top has %d goroutines; want those in leak, and those of the test", total)
	}
}

func TestDiff(t *testing.T) {
	p := of(startService(t))
	parked(t, 20)
	before := take(t, p, KindGoroutine)
	parked(t, 7)
	after := take(t, p, KindGoroutine)

	for _, tt := range []struct {
		name     string
		base, of Snapshot
		want     int64
		wantNote string
	}{
		{"more", before, after, 7, "2 − 1: +"},
		{"fewer", after, before, -7, "1 − 2: −"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			diff, err := p.Diff(tt.base.ID, tt.of.ID)
			if err != nil {
				t.Fatal(err)
			}
			if diff.Kind != KindGoroutine || diff.Base != tt.base.ID || diff.Service != tt.of.Service || diff.Step != tt.of.Step {
				t.Errorf("Diff = %+v; want what %+v has more than %s", diff, tt.of, tt.base.ID)
			}
			if !strings.HasPrefix(diff.Note, tt.wantNote) {
				t.Errorf("note %q; want %s…", diff.Note, tt.wantNote)
			}
			leaked, total := top(t, p, diff)
			if leaked != tt.want {
				t.Errorf("the difference has %d goroutines in leak; want %d", leaked, tt.want)
			}
			if _, ofBase := top(t, p, tt.base); total != ofBase {
				t.Errorf("shares are of %d goroutines; want %d, those of the base", total, ofBase)
			}
			if title := "<title>snapshot " + diff.ID + " (" + tt.of.ID + " − " + tt.base.ID + ") of "; !strings.Contains(page(t, p, diff.URL+"flamegraph"), title) {
				t.Errorf("the flame graph has no %q", title)
			}
		})
	}
}

// TestDiffRefused asks for differences that make no sense.
func TestDiffRefused(t *testing.T) {
	p := of(startService(t))
	goroutines, heap := take(t, p, KindGoroutine), take(t, p, KindHeap)
	diff, err := p.Diff(goroutines.ID, take(t, p, KindGoroutine).ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, base, id string
		wantStatus     int
		want           string
	}{
		{"no base", "9", heap.ID, 404, `there is no snapshot "9": take one on the page`},
		{"no snapshot", heap.ID, "x", 404, `there is no snapshot "x": take one on the page`},
		{"itself", heap.ID, heap.ID, 400, "snapshot 2 minus itself is nothing: choose two"},
		{"two kinds", goroutines.ID, heap.ID, 400, "snapshot 1 is of kind goroutine and snapshot 2 of kind heap: choose two of one kind"},
		{"difference as base", diff.ID, goroutines.ID, 400, "snapshot 4 is a difference itself: choose two that were taken"},
		{"of a difference", goroutines.ID, diff.ID, 400, "snapshot 4 is a difference itself: choose two that were taken"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := p.Diff(tt.base, tt.id)
			if r, ok := errors.AsType[*Refusal](err); !ok || r.Status != tt.wantStatus || r.Text != tt.want {
				t.Errorf("Diff(%s, %s) = %+v, %#v; want status %d and %q", tt.base, tt.id, s, err, tt.wantStatus, tt.want)
			}
		})
	}
}

// TestKeep takes more snapshots than are kept.
func TestKeep(t *testing.T) {
	s := startService(t)
	p := New(Options{Target: always(s), Keep: 2, Prefix: "/elsewhere"})
	if list := p.List(); list == nil || len(list) != 0 {
		t.Errorf("List = %v before a snapshot; want an empty one, [] in JSON", list)
	}
	for range 3 {
		take(t, p, KindGoroutine)
	}
	var urls []string
	for _, s := range p.List() {
		urls = append(urls, s.URL)
	}
	if got, want := strings.Join(urls, " "), "/elsewhere/2/ /elsewhere/3/"; got != want {
		t.Errorf("List has %s; want %s", got, want)
	}
	if w := visit(p, "/elsewhere/1/top"); w.Code != 404 || !strings.Contains(w.Body.String(), "snapshot 1 is gone, the lab keeps 2: take another") {
		t.Errorf("the dropped snapshot: %d %s; want 404 and why", w.Code, w.Body)
	}
	page(t, p, "/elsewhere/2/top")
}

// TestConcurrent takes snapshots at the same time, for two pages, while pprof's pages
// of others are asked for.
func TestConcurrent(t *testing.T) {
	service := startService(t)
	p, other := New(Options{Target: always(service), Keep: 41}), of(service)
	first := take(t, p, KindGoroutine)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := other.Take(t.Context(), KindGoroutine, 0); err != nil {
				t.Errorf("Take = %v", err)
			}
		})
		all.Go(func() {
			s, err := p.Take(t.Context(), KindGoroutine, 0)
			if err != nil {
				t.Errorf("Take = %v", err)
				return
			}
			for _, name := range []string{"flamegraph", "top", "peek?f=leak"} {
				if w := visit(p, s.URL+name); w.Code != 200 {
					t.Errorf("%s%s = %d %s", s.URL, name, w.Code, w.Body)
				}
			}
			if _, err := p.Diff(first.ID, s.ID); err != nil {
				t.Errorf("Diff = %v", err)
			}
		})
	}
	all.Wait()
	list := p.List()
	if len(list) != 41 {
		t.Fatalf("List has %d snapshots; want 41", len(list))
	}
	for i, s := range list {
		if want := strconv.Itoa(i + 1); s.ID != want {
			t.Errorf("snapshot %d has ID %s; want %s", i, s.ID, want)
		}
	}
}
