package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// sameInterrupt is how close two signals are when they are one Ctrl-C: the
// terminal sends it to the whole group, and "go tool" forwards it once more.
const sameInterrupt = time.Second

// interrupts returns a context that the first signal ends and a channel that a
// second one, at least a second later, closes.
func interrupts() (context.Context, <-chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	hurry := make(chan struct{})
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go watchSignals(signals, cancel, hurry)
	// SIGPIPE would end us without the children. It also comes of a line to a child
	// that has just ended, which is no reason to stop: only our output's reader is.
	pipes := make(chan os.Signal, 1)
	signal.Notify(pipes, syscall.SIGPIPE)
	go func() {
		for range pipes {
			if !outputIsRead() {
				cancel()
			}
		}
	}()
	return ctx, hurry
}

func watchSignals(signals <-chan os.Signal, cancel context.CancelFunc, hurry chan<- struct{}) {
	<-signals
	first := time.Now()
	cancel()
	for range signals {
		if time.Since(first) >= sameInterrupt {
			close(hurry)
			return
		}
	}
}
