package main

import (
	"bytes"
	"io"
)

// outputWidth is how many bytes of a line that the service prints the lab is told: a
// page needs no more, and what the lab reads has to end somewhere.
const outputWidth = 2000

// An outputTee passes on what a service prints, and tells the lab of each line.
type outputTee struct {
	to   io.Writer
	tell func(line string) error

	unfinished []byte // a line whose end has not come yet, as far as it is told
}

func newOutputTee(to io.Writer, tell func(string) error) *outputTee {
	return &outputTee{to: to, tell: tell}
}

func (t *outputTee) Write(p []byte) (int, error) {
	for line := range bytes.Lines(p) {
		t.unfinished = append(t.unfinished, line[:min(len(line), outputWidth-len(t.unfinished))]...)
		if line[len(line)-1] == '\n' {
			// A lab that cannot be told has ended, which is seen elsewhere.
			t.tell("output " + string(bytes.TrimRight(t.unfinished, "\r\n")) + "\n")
			t.unfinished = t.unfinished[:0]
		}
	}
	return t.to.Write(p)
}
