//go:build !windows

package main

import "io"

// movesCursor reports whether w is a terminal on which several lines can be redrawn.
func movesCursor(w io.Writer, getenv func(string) string) bool {
	term := getenv("TERM")
	return isTerminal(w) && term != "" && term != "dumb"
}
