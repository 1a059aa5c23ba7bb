package main

import (
	"context"
	"sync"

	"example.com/metricsworkshop/lab/live"
)

// Whose a load may be.
const (
	ownerPage     = "page"
	ownerTerminal = "terminal"
)

// Turns let one load or measurement run at a time, whoever asks for it, and show how
// it goes.
type turns struct {
	store *live.Store
	quiet func(on bool) // is told whether the recorder is to leave the service alone
	calm  calm

	mu      sync.Mutex
	current *turn // nil if it is nobody's
	watched watched
	closed  bool
}

func newTurns(store *live.Store, quiet func(on bool)) *turns {
	return &turns{store: store, quiet: quiet}
}

// begin begins a turn, which the caller ends. It returns nil if another one lasts.
func (t *turns) begin(owner string) *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current != nil || t.closed {
		return nil
	}
	b := &turn{turns: t, owner: owner, shown: live.Load{State: live.LoadIdle, Owner: owner}}
	b.until, b.stop = context.WithCancel(context.Background())
	t.current = b
	return b
}

// owner returns whose turn it is, "" if it is nobody's.
func (t *turns) owner() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current == nil {
		return ""
	}
	return t.current.owner
}

// stop asks whoever's turn it is to end it, and reports whether it is anybody's.
func (t *turns) stop() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current == nil {
		return false
	}
	t.current.ending()
	t.current.stop()
	return true
}

// close ends the turn that lasts, and lets nobody begin another one.
func (t *turns) close() {
	t.mu.Lock()
	t.closed = true
	t.mu.Unlock()
	t.stop()
}

// second says what the load has done since the last call, nil if there is none. It is
// for one caller.
func (t *turns) second() *live.LoadSecond {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.watched.second()
}
