package main

import (
	"fmt"
	"slices"
	"time"
)

// tell prints the outcome of a check. What keeps it from being one is a message too: it
// may be gone at the next save.
func (w *watching) tell(done watched) {
	if done.err != nil {
		fmt.Fprintf(w.out, "\n%v\n", done.err)
		w.footer()
		return
	}
	r := done.result
	count := time.Since(w.counted) >= missEvery
	if count {
		w.counted = time.Now()
	}
	if err := w.remember(r, count); err != nil {
		fmt.Fprintf(w.out, "what the tests said is not remembered: %v\n", err)
	}
	w.keepShown(r)
	w.last, w.saved = &r, nil
	fmt.Fprintln(w.out)
	w.printBoard(w.out, r)
	fmt.Fprintf(w.out, "  in %.1f s\n", done.took.Seconds())
	if r.ok() {
		fmt.Fprintf(w.out, "\n%s\n", w.afterDone(r))
	} else {
		w.printDetails(w.out, r, w.which)
	}
	w.footer()
}

// afterDone says what comes after a target of which all is done: where there are keys, by
// which of them.
func (w *watching) afterDone(r stepCheck) string {
	following, ok := r.beside(1)
	if w.keys == nil || r.Solution || !ok {
		return afterDone(w.env, r)
	}
	if following.task != "" {
		return fmt.Sprintf("Done. n goes on to %s.", following.shown())
	}
	return fmt.Sprintf("All done. Now: %s\nThen d shows what the solution does differently, and n goes on to %s: read its README first.", runAndLook(r.Step), following.Path())
}

// keepShown keeps the task that is shown, if it is still open. One that was not open
// before, and is now, comes first: the last save has opened it. And a save of a file of
// another open task, and not of this one's, says what its author is at.
func (w *watching) keepShown(r stepCheck) {
	shown, wasOpen := "", map[string]bool{}
	if w.last != nil {
		for i, t := range w.last.openTasks() {
			wasOpen[t.ID] = true
			if i == w.which {
				shown = t.ID
			}
		}
	}
	w.which = 0
	for i, t := range r.openTasks() {
		if !wasOpen[t.ID] {
			w.which = i
			return
		}
		if t.ID == shown {
			w.which = i
		}
	}
	open := r.openTasks()
	if len(open) == 0 || w.isAt(open[w.which]) {
		return
	}
	if i := slices.IndexFunc(open, w.isAt); i >= 0 {
		w.which = i
	}
}

// isAt reports whether a file of the task is among those that were saved.
func (w *watching) isAt(t taskCheck) bool {
	return slices.ContainsFunc(w.saved, func(name string) bool { return name == t.File || slices.Contains(t.Also, name) })
}

// footer says how to go on.
func (w *watching) footer() {
	text := "A save checks again, and Ctrl-C ends it."
	if w.keys != nil {
		text = watchKeys
	}
	fmt.Fprintf(w.out, "\n%s\n", paint(mayColour(w.Stdout, w.Getenv), faint, text))
}
