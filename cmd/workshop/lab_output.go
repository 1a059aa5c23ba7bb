package main

import (
	"bytes"
	"encoding/json"
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
	loaded  chan struct{}     // has one for each load or measurement that is over
	free    chan struct{}     // has one if "take" is answered: nobody else runs a service
	wants   chan want         // has the last of what the page asks for
	results chan string       // has the JSON of each side of a demo
	verdict chan string       // has the last word of a demo: "held" or "not-held", and a sentence

	stdout io.Writer
	screen *progress

	mu         sync.Mutex
	silent     bool
	unfinished []byte // a line whose end has not come yet
}

// unreadWords is how many of a word may wait for who reads them. No lab is told to
// do as much at once.
const unreadWords = 16

func newLabOutput(stdout io.Writer, screen *progress) *labOutput {
	return &labOutput{
		serving: make(chan struct{}),
		ready:   map[string]string{},
		loaded:  make(chan struct{}, unreadWords),
		free:    make(chan struct{}, 1),
		wants:   make(chan want, 1),
		results: make(chan string, unreadWords),
		verdict: make(chan string, 1),
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
		put(o.loaded, struct{}{})
	case "free":
		put(o.free, struct{}{})
	case "want":
		var w want
		if json.Unmarshal([]byte(text), &w) == nil { // else it is of another version of the lab
			put(o.wants, w)
		}
	case "result":
		put(o.results, text)
	case "verdict":
		put(o.verdict, text)
	}
}

// put sends to a channel of which the lab's reader is the only sender. It never
// waits: if the channel is full, the oldest one gives way.
func put[T any](c chan T, value T) {
	for {
		select {
		case c <- value:
			return
		default:
		}
		select {
		case <-c:
		default:
		}
	}
}

// silence drops all that the lab prints from now on.
func (o *labOutput) silence() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.silent = true
	o.screen.clear()
}
