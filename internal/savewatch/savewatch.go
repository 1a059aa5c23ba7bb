// Package savewatch tells which files of a folder have been saved.
//
// A file counts as saved when its content is another one than before. So it does
// not matter how an editor saves, in place or under another name first, nor what the
// clock of a file system is worth; and a save that changes nothing is none. The
// system tells that something may have happened. Where it does not, as in folders of
// other machines and when it has no watch left to give, the files are looked at every
// few moments.
package savewatch

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// What a [Watcher] waits for if its [Options] do not say.
const (
	settle = 100 * time.Millisecond
	poll   = time.Second
)

// Options say what to watch.
type Options struct {
	Dir string // the folder; what is below its own folders is not looked at

	// Match reports whether a file counts, by its name without the folder.
	Match func(name string) bool

	// Settle is how long all must be quiet before a save is told: some editors, and
	// all formatters, write twice. 0 stands for a tenth of a second.
	Settle time.Duration

	// Poll is how often the files are looked at, whether or not the system tells of
	// something. 0 stands for a second.
	Poll time.Duration
}

// A Watcher watches one folder.
type Watcher struct {
	options Options
	system  *fsnotify.Watcher // nil if there is none
	saved   chan []string
	closing chan struct{}
	done    sync.WaitGroup
	close   func() // once
}

// Start watches a folder, from its files as they are now on. The error says why the
// folder cannot be read. The caller must close the Watcher.
func Start(o Options) (*Watcher, error) { return start(o, fsnotify.NewWatcher) }

// start is Start with what the system has to tell of files.
func start(o Options, system func() (*fsnotify.Watcher, error)) (*Watcher, error) {
	if o.Settle == 0 {
		o.Settle = settle
	}
	if o.Poll == 0 {
		o.Poll = poll
	}
	w := &Watcher{options: o, saved: make(chan []string), closing: make(chan struct{})}
	w.close = sync.OnceFunc(w.closeOnce)
	if told, err := system(); err == nil { // else it looks by itself
		w.system = told
		w.follow()
	}
	files, err := w.look()
	if err != nil {
		w.close()
		return nil, err
	}
	w.done.Go(func() { w.watch(files) })
	return w, nil
}

// Saved returns a channel that has the names of the files that were saved, are new or
// are gone, in their order and without the folder. Those that come while nobody reads
// are added up.
func (w *Watcher) Saved() <-chan []string { return w.saved }

// Close stops watching. No name comes after it. Closing again does nothing.
func (w *Watcher) Close() { w.close() }

func (w *Watcher) closeOnce() {
	close(w.closing)
	w.done.Wait()
	if w.system != nil {
		w.system.Close() // what it says is of no use any more
	}
}

// follow has the system tell of the folder, which may be another one of the same name
// than before. If it cannot, the files are looked at all the same.
func (w *Watcher) follow() {
	if w.system != nil {
		w.system.Add(w.options.Dir)
	}
}

// watch tells what becomes of the files, until w is closed.
func (w *Watcher) watch(files map[string]string) {
	ticks := time.NewTicker(w.options.Poll)
	defer ticks.Stop()
	var quiet <-chan time.Time // nil while nothing happens
	var names []string
	for {
		var saved chan<- []string // nil while there is nothing to tell
		if len(names) > 0 {
			saved = w.saved
		}
		select {
		case <-w.closing:
			return
		case event := <-w.events():
			if w.options.Match(filepath.Base(event.Name)) {
				quiet = time.After(w.options.Settle)
			}
		case <-w.errors(): // of which one is that events were lost
		case <-ticks.C:
			w.follow()
			if quiet == nil && len(changed(files, w.lookAgain(files))) > 0 {
				quiet = time.After(w.options.Settle)
			}
		case <-quiet:
			quiet = nil
			now := w.lookAgain(files)
			names = append(names, changed(files, now)...)
			slices.Sort(names)
			names, files = slices.Compact(names), now
		case saved <- names:
			names = nil
		}
	}
}

// events are the system's; nil if it tells none.
func (w *Watcher) events() <-chan fsnotify.Event {
	if w.system == nil {
		return nil
	}
	return w.system.Events
}

// errors are those of the system's watching; nil if it does none.
func (w *Watcher) errors() <-chan error {
	if w.system == nil {
		return nil
	}
	return w.system.Errors
}

// look reads the files that count: their content by name.
func (w *Watcher) look() (map[string]string, error) {
	entries, err := os.ReadDir(w.options.Dir)
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, entry := range entries {
		if entry.IsDir() || !w.options.Match(entry.Name()) {
			continue
		}
		// One that cannot be read is about to be another one, or to be gone.
		if content, err := os.ReadFile(filepath.Join(w.options.Dir, entry.Name())); err == nil {
			files[entry.Name()] = string(content)
		}
	}
	return files, nil
}

// lookAgain is look for a folder that may be gone: while it is, its files are those
// of before.
func (w *Watcher) lookAgain(before map[string]string) map[string]string {
	files, err := w.look()
	if err != nil {
		return before
	}
	return files
}

// changed are the names of the files that differ, in no order.
func changed(before, after map[string]string) []string {
	var names []string
	for name, content := range before {
		if now, ok := after[name]; !ok || now != content {
			names = append(names, name)
		}
	}
	for name := range after {
		if _, ok := before[name]; !ok {
			names = append(names, name)
		}
	}
	return names
}
