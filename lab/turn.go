package main

import (
	"context"
	"sync"

	"example.com/metricsworkshop/lab/bench"
	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/load"
)

// A turn is the time in which its owner's load is the only one.
type turn struct {
	turns *turns
	owner string

	// until is done when the load shall end, whoever wants it.
	until context.Context
	stop  context.CancelFunc

	// Only its owner's goroutine uses these.
	calm bool
	side string // the label of the side of a comparison that the load is for; "" for none
	sent bool   // a load has begun, and is not over

	mu    sync.Mutex
	shown live.Load
}

// end ends the turn. The note says what came of its load.
func (b *turn) end(note string) {
	b.keepCalm(false)
	b.over()
	b.turns.mu.Lock()
	defer b.turns.mu.Unlock()
	b.turns.current = nil
	b.show(live.LoadIdle, note)
	b.stop()
}

// is says what load the turn has.
func (b *turn) is(r live.LoadRequest) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shown.Request = r
}

// show shows the state of the load.
func (b *turn) show(state, note string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shown.State, b.shown.Note = state, note
	b.turns.store.SetLoad(b.shown)
}

// ending shows that a load that runs was asked to end.
func (b *turn) ending() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown.State == live.LoadRunning {
		b.shown.State = live.LoadEnding
		b.turns.store.SetLoad(b.shown)
	}
}

// phase shows what the load is about to do. It is for bench.Options.
func (b *turn) phase(p bench.Phase, l *load.Load) {
	switch p {
	case bench.Seeding:
		b.show(live.LoadSeeding, "")
	case bench.RestBefore:
		b.keepCalm(true)
	case bench.Running:
		b.keepCalm(false)
		b.begins(l)
	case bench.RestAfter:
		b.over()
		b.show(live.LoadEnding, "")
		b.keepCalm(true)
	}
}

// begins shows that a load begins, or takes the place of the one before, and its
// figures from now on.
func (b *turn) begins(l *load.Load) {
	b.turns.mu.Lock()
	b.turns.watched.begin(l)
	b.turns.mu.Unlock()
	b.show(live.LoadRunning, "")
	what := "load: "
	if b.sent {
		what = "the load becomes: "
	}
	b.sent = true
	b.mark(what + inWords(b.shown.Request))
}

// over shows that all of the load is answered, if there was any.
func (b *turn) over() {
	if !b.sent {
		return
	}
	b.sent = false
	b.turns.mu.Lock()
	b.turns.watched.end()
	b.turns.mu.Unlock()
	b.mark("the load is over")
}

// mark puts a text into the charts.
func (b *turn) mark(text string) {
	if b.side != "" {
		b.turns.store.AddMark(live.MarkSide, b.side+": "+text)
		return
	}
	b.turns.store.AddMark(live.MarkLoad, text)
}

// keepCalm says whether what the lab itself wants of the service must wait: while
// exact counts are taken, each request counts, too. It returns when none is under way.
func (b *turn) keepCalm(on bool) {
	if on == b.calm {
		return
	}
	b.calm = on
	b.turns.calm.set(on)
	b.turns.quiet(on)
}
