//go:build !windows

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// inForeground reports whether a terminal is ours to read from and to set.
func inForeground(terminal *os.File) bool {
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}
