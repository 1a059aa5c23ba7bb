package main

import (
	"bufio"
	"io"
	"os"
)

// enterKey returns a channel that has one for each line that is typed; nil if stdin is
// no terminal. What is typed while nobody reads it is one.
func (e *env) enterKey() <-chan struct{} {
	if !isTerminal(e.Stdin) || isNull(e.Stdin.(*os.File)) {
		return nil
	}
	readInBackground()
	lines := make(chan struct{}, 1)
	go readLines(e.Stdin, lines) // until the process ends: nothing else ends a read
	return lines
}

// readLines sends one for each line of r until that ends.
func readLines(r io.Reader, lines chan struct{}) {
	for scanner := bufio.NewScanner(r); scanner.Scan(); {
		put(lines, struct{}{})
	}
}

// isNull reports whether a file is the system's empty one, which looks like a terminal.
func isNull(file *os.File) bool {
	info, err := file.Stat()
	null, nullErr := os.Stat(os.DevNull)
	return err == nil && nullErr == nil && os.SameFile(info, null)
}
