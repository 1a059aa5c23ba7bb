package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
)

// A labOutput reads what the lab prints. Each line begins with a word that says
// what to do with it: see lab/verb_serve.go.
type labOutput struct {
	serving chan struct{}     // closed when all of the lab is ready
	ready   map[string]string // where its parts are, by name; read it after serving
	loaded  chan struct{}     // closed when a load is over

	stdout io.Writer
	screen *progress

	mu         sync.Mutex
	silent     bool
	unfinished []byte // a line whose end has not come yet
}

func newLabOutput(stdout io.Writer, screen *progress) *labOutput {
	return &labOutput{
		serving: make(chan struct{}),
		ready:   map[string]string{},
		loaded:  make(chan struct{}),
		stdout:  screen.above(stdout),
		screen:  screen,
	}
}

func (o *labOutput) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unfinished = append(o.unfinished, p...)
	for {
		line, rest, found := bytes.Cut(o.unfinished, []byte("\n"))
		if !found {
			return len(p), nil
		}
		o.unfinished = rest
		if !o.silent {
			o.line(strings.TrimSuffix(string(line), "\r"))
		}
	}
}

func (o *labOutput) line(line string) {
	word, text, _ := strings.Cut(line, " ")
	switch word {
	case "ready":
		name, value, _ := strings.Cut(text, " ")
		o.ready[name] = value
	case "serving":
		close(o.serving)
	case "progress":
		o.screen.show(text)
	case "print":
		fmt.Fprintln(o.stdout, text)
	case "done":
		o.screen.clear()
		close(o.loaded)
	}
}

// silence drops all that the lab prints from now on.
func (o *labOutput) silence() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.silent = true
	o.screen.clear()
}
