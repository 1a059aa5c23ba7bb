package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

const (
	patience      = time.Second     // what takes less is not worth a word
	redrawEvery   = time.Second / 5 // on a terminal
	newLineEvery  = 5 * time.Second // elsewhere, as in the log of a build
	newLoadEvery  = time.Second     // the same, while the service is under load
	progressWidth = 79              // a longer line would wrap, and could not be redrawn
)

// A progress shows how far something long has come: as one line, redrawn, on a
// terminal, and as a new line every few seconds elsewhere. It may be used from
// several goroutines.
type progress struct {
	w        io.Writer
	terminal bool
	patience time.Duration // what takes less is not shown
	every    time.Duration // a new line, where it is no terminal
	began    time.Time

	mu      sync.Mutex
	form    func(text string) []string // what is shown of a text; nil for the text itself
	printed time.Time                  // the last line that stays; zero before the first
	drawn   []string                   // what stands there to redraw
}

func newProgress(w io.Writer) *progress {
	return &progress{w: w, terminal: isTerminal(w), patience: patience, every: newLineEvery, began: time.Now()}
}

// newLoadProgress returns the progress of a load, of which every second counts.
func newLoadProgress(w io.Writer) *progress {
	p := newProgress(w)
	p.patience, p.every = 0, newLoadEvery
	return p
}

// show says how far it has come, if it is time to.
func (p *progress) show(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	lines := []string{text}
	if p.form != nil {
		lines = p.form(text)
	}
	switch {
	case time.Since(p.began) < p.patience:
	case p.terminal:
		for i, line := range lines {
			lines[i] = fmt.Sprintf("%.*s", progressWidth, line)
		}
		p.draw(lines)
	case time.Since(p.printed) >= p.every:
		fmt.Fprintln(p.w, strings.Join(lines, "\n"))
		p.printed = time.Now()
	}
}

// draw puts lines where others stood, for who holds p.mu. One line in the place of
// another needs nothing that only some terminals know.
func (p *progress) draw(lines []string) {
	if len(lines) == 1 && len(p.drawn) < 2 {
		width := 0
		if len(p.drawn) > 0 {
			width = len(p.drawn[0])
		}
		fmt.Fprintf(p.w, "\r%-*s", width, lines[0])
	} else {
		fmt.Fprint(p.w, p.erased()+strings.Join(lines, "\n"))
	}
	p.drawn = lines
}

// erased is what wipes the lines that stand there, and puts the cursor where they
// began.
func (p *progress) erased() string {
	switch n := len(p.drawn); n {
	case 0:
		return ""
	case 1:
		return "\r" + strings.Repeat(" ", len(p.drawn[0])) + "\r"
	default:
		return "\r" + strings.Repeat("\x1b[A", n-1) + "\x1b[J" // so many lines up, and all from there on
	}
}

// clear wipes the redrawn line, so that another can be printed in its place.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wipe()
}

// wipe is clear for who holds p.mu.
func (p *progress) wipe() {
	if len(p.drawn) > 0 {
		fmt.Fprint(p.w, p.erased())
		p.drawn = nil
	}
}

// done ends the progress with a line that stays, if any was shown before.
func (p *progress) done(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	shown := len(p.drawn) > 0 || !p.printed.IsZero()
	p.wipe()
	if shown {
		fmt.Fprintf(p.w, "%s in %s\n", text, p.elapsed())
	}
}

// above returns a writer to w, which may be the same terminal: what is written
// there takes the place of the redrawn line, and never stands behind it.
func (p *progress) above(w io.Writer) io.Writer { return wiper{p, w} }

type wiper struct {
	p *progress
	w io.Writer
}

func (w wiper) Write(b []byte) (int, error) {
	w.p.mu.Lock()
	defer w.p.mu.Unlock()
	w.p.wipe()
	return w.w.Write(b)
}

// elapsed is how long it has taken, for the reader.
func (p *progress) elapsed() string {
	return fmt.Sprintf("%.0f s", time.Since(p.began).Seconds())
}

func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
