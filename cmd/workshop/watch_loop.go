package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/savewatch"
)

const (
	watchPatience = 3 * time.Second // a check after a save takes less, once all is built
	missEvery     = time.Minute     // editors save by themselves: not every save is a try
)

// A watching checks a target at every save.
type watching struct {
	*checker
	target  target
	saves   *savewatch.Watcher
	out     io.Writer
	clear   bool               // the screen can be cleared
	cancel  context.CancelFunc // of the check that runs; nil if none does
	results chan watched
	again   string     // why to check anew when the one that runs has ended; empty if not
	last    *stepCheck // what was told last; nil before the first
	which   int        // of its open tasks: the one that is shown
	saved   []string   // the files that were saved since
	giving  string     // the task whose solution d shows when it is pressed once more
	counted time.Time  // when misses were counted last
}

// A watched is the outcome of a check.
type watched struct {
	result stepCheck
	err    error
	took   time.Duration
}

func newWatching(c *checker, t target) (*watching, error) {
	w := &watching{checker: c, out: c.Stdout, clear: movesCursor(c.Stdout, c.Getenv), results: make(chan watched, 1)}
	if err := w.follow(t); err != nil {
		return nil, err
	}
	if w.keys = openKeyboard(c.Stdin); w.keys != nil {
		w.out = rawWriter{c.Stdout}
	}
	return w, nil
}

// follow watches the folder of a target, and no other any more.
func (w *watching) follow(t target) error {
	saves, err := savewatch.Start(savewatch.Options{
		Dir:   filepath.Join(w.Root, filepath.FromSlash(t.Path())),
		Match: func(name string) bool { return counts(t.Step, name) },
	})
	if err != nil {
		return damagedErrorf("%w\ngit checkout :/%s brings it back as you last committed it", err, t.Path())
	}
	if w.saves != nil {
		w.saves.Close()
	}
	w.target, w.saves, w.last, w.which, w.saved = t, saves, nil, 0, nil
	return nil
}

// close ends what runs, and leaves the terminal as it was.
func (w *watching) close() {
	if w.cancel != nil {
		w.cancel()
		<-w.results
	}
	w.saves.Close()
	w.keys.giveBack()
}

// loop checks at every save and obeys the keys, until somebody has enough of it.
func (w *watching) loop(ctx context.Context) error {
	w.start(ctx, "")
	for {
		select {
		case names := <-w.saves.Saved():
			w.saved = append(w.saved, names...)
			w.start(ctx, strings.Join(names, ", ")+" saved")
		case done := <-w.results:
			w.cancel()
			w.cancel = nil
			if ctx.Err() != nil {
				return nil
			}
			if again := w.again; again != "" {
				w.start(ctx, again)
				break
			}
			w.tell(done)
		case key := <-w.keys.keys():
			if w.press(ctx, key) {
				return nil
			}
			w.keys.want()
		case <-ctx.Done():
			return nil // a Ctrl-C is how this ends
		}
	}
}

// start checks the target. One that is being checked is stopped first.
func (w *watching) start(ctx context.Context, why string) {
	if w.cancel != nil {
		w.again = why
		w.cancel()
		return
	}
	w.again = ""
	ctx, w.cancel = context.WithCancel(ctx)
	if w.clear {
		fmt.Fprint(w.out, "\x1b[H\x1b[2J")
	}
	if why != "" {
		why += ": "
	}
	fmt.Fprintf(w.out, "%s %schecking %s…\n", time.Now().Format(time.TimeOnly), why, w.target.shown())
	go func(t target) {
		began := time.Now()
		result, err := w.withProgress(ctx, t, "testing "+t.Path(), watchPatience)
		w.results <- watched{result, err, time.Since(began)}
	}(w.target)
}
