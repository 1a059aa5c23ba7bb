package main

import (
	"context"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

func TestWatchSignals(t *testing.T) {
	tests := []struct {
		name      string
		between   time.Duration
		wantHurry bool
	}{
		{"one Ctrl-C that go tool forwards", time.Millisecond, false},
		{"a second Ctrl-C", sameInterrupt, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				signals, hurry := make(chan os.Signal), make(chan struct{})
				go watchSignals(signals, cancel, hurry)

				signals <- os.Interrupt
				synctest.Wait()
				if ctx.Err() == nil {
					t.Fatal("the context lives on after the first signal")
				}
				time.Sleep(tt.between) // of the bubble's own clock
				signals <- os.Interrupt
				close(signals)
				synctest.Wait()
				if got := isClosed(hurry); got != tt.wantHurry {
					t.Errorf("hurry = %v %v after the first signal; want %v", got, tt.between, tt.wantHurry)
				}
			})
		})
	}
}
