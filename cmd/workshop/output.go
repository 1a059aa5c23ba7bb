package main

import (
	"bytes"
	"io"
	"regexp"
	"sync"
)

// A watcher keeps what a child prints, and closes seen when until matches it.
type watcher struct {
	until *regexp.Regexp // nil for never
	seen  chan struct{}

	mu    sync.Mutex
	text  bytes.Buffer
	close sync.Once
}

func (w *watcher) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text.Write(p)
	if w.until != nil && w.until.Match(w.text.Bytes()) {
		w.close.Do(func() { close(w.seen) })
	}
	return len(p), nil
}

func (w *watcher) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// A lineFinder passes on what is written to it, unchanged, and sends the first
// group of the first match of its pattern in a whole line.
type lineFinder struct {
	to      io.Writer
	pattern *regexp.Regexp
	found   chan<- string // has room for one; nil once it is used

	unfinished []byte // a line whose end has not come yet
}

func (f *lineFinder) Write(p []byte) (int, error) {
	n, err := f.to.Write(p) // first, so that the line is printed before what it sets off
	if f.found == nil {
		return n, err
	}
	f.unfinished = append(f.unfinished, p...)
	end := bytes.LastIndexByte(f.unfinished, '\n') + 1
	if match := f.pattern.FindSubmatch(f.unfinished[:end]); match != nil {
		f.found <- string(match[1])
		f.found, f.unfinished = nil, nil
		return n, err
	}
	f.unfinished = f.unfinished[end:]
	return n, err
}
