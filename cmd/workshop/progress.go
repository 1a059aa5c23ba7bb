package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

const (
	patience      = time.Second     // what takes less is not worth a word
	redrawEvery   = time.Second / 5 // on a terminal
	newLineEvery  = 5 * time.Second // elsewhere, as in the log of a build
	progressWidth = 79              // a longer line would wrap, and could not be redrawn
)

// A progress shows how far something long has come: as one line, redrawn, on a
// terminal, and as a new line every few seconds elsewhere.
type progress struct {
	w        io.Writer
	terminal bool
	began    time.Time
	printed  time.Time // the last line that stays; zero before the first
	drawn    int       // the width of the line to redraw
}

func newProgress(w io.Writer) *progress {
	return &progress{w: w, terminal: isTerminal(w), began: time.Now()}
}

// show says how far it has come, if it is time to.
func (p *progress) show(text string) {
	text = fmt.Sprintf("%.*s", progressWidth, text)
	switch {
	case time.Since(p.began) < patience:
	case p.terminal:
		fmt.Fprintf(p.w, "\r%-*s", p.drawn, text)
		p.drawn = len(text)
	case time.Since(p.printed) >= newLineEvery:
		fmt.Fprintln(p.w, text)
		p.printed = time.Now()
	}
}

// clear wipes the redrawn line, so that another can be printed in its place.
func (p *progress) clear() {
	if p.drawn > 0 {
		fmt.Fprintf(p.w, "\r%s\r", strings.Repeat(" ", p.drawn))
		p.drawn = 0
	}
}

// done ends the progress with a line that stays, if any was shown before.
func (p *progress) done(text string) {
	shown := p.drawn > 0 || !p.printed.IsZero()
	p.clear()
	if shown {
		fmt.Fprintf(p.w, "%s in %s\n", text, p.elapsed())
	}
}

// elapsed is how long it has taken, for the reader.
func (p *progress) elapsed() string {
	return fmt.Sprintf("%.0f s", time.Since(p.began).Seconds())
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
