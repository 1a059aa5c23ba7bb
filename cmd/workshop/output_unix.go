//go:build !windows

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// outputIsRead reports whether somebody may still read what we print: neither end of a
// pipe, nor a terminal, has gone.
func outputIsRead() bool {
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		poll := []unix.PollFd{{Fd: int32(f.Fd())}}
		if n, err := unix.Poll(poll, 0); err == nil && n > 0 && poll[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0 {
			return false
		}
	}
	return true
}
