//go:build !windows

package main

import (
	"os/signal"
	"syscall"
)

// readInBackground lets a program that reads from its terminal run in the background,
// as in "go tool workshop run 2 &": it gets an error instead of being stopped.
func readInBackground() { signal.Ignore(syscall.SIGTTIN) }
