package savewatch

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

// noSystem is a system that tells nothing.
func noSystem() (*fsnotify.Watcher, error) { return nil, errors.New("no watch left") }

func goFile(name string) bool { return strings.HasSuffix(name, ".go") }

// folder is a new folder with two files.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "a.go", "package a")
	write(t, dir, "b.go", "package a")
	return dir
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// watch starts a Watcher that is closed at the test's end.
func watch(t *testing.T, o Options, system func() (*fsnotify.Watcher, error)) *Watcher {
	t.Helper()
	o.Match = goFile
	w, err := start(o, system)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

// wantSaved waits until all the names were told, in one go or in several, and no
// other one.
func wantSaved(t *testing.T, w *Watcher, want ...string) {
	t.Helper()
	left := slices.Clone(want)
	deadline := time.After(patience)
	for len(left) > 0 {
		select {
		case names := <-w.Saved():
			for _, name := range names {
				if !slices.Contains(want, name) {
					t.Errorf("told of %s; want none but %v", name, want)
				}
				left = slices.DeleteFunc(left, func(n string) bool { return n == name })
			}
		case <-deadline:
			t.Fatalf("%v were never told", left)
		}
	}
}

// TestSaved holds that each way to save a file is seen, with the system's help and
// without.
func TestSaved(t *testing.T) {
	tests := []struct {
		name string
		save func(t *testing.T, dir string)
		want []string
	}{
		{"in place", func(t *testing.T, dir string) { write(t, dir, "a.go", "package b") }, []string{"a.go"}},
		{"of the same length", func(t *testing.T, dir string) { write(t, dir, "a.go", "package z") }, []string{"a.go"}},
		{"under another name first", func(t *testing.T, dir string) {
			write(t, dir, "a.go.tmp", "package b")
			rename(t, dir, "a.go.tmp", "a.go")
		}, []string{"a.go"}},
		{"with the old one kept", func(t *testing.T, dir string) {
			rename(t, dir, "a.go", "a.go~")
			write(t, dir, "a.go", "package b")
		}, []string{"a.go"}},
		{"a new one", func(t *testing.T, dir string) { write(t, dir, "c.go", "package a") }, []string{"c.go"}},
		{"one that is gone", func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, "b.go")); err != nil {
				t.Fatal(err)
			}
		}, []string{"b.go"}},
		{"two", func(t *testing.T, dir string) {
			write(t, dir, "b.go", "package b")
			write(t, dir, "a.go", "package b")
		}, []string{"a.go", "b.go"}},
		{"beside one that does not count", func(t *testing.T, dir string) {
			write(t, dir, "notes.txt", "b")
			write(t, dir, "a.go", "package b")
		}, []string{"a.go"}},
		{"beside one that is not changed", func(t *testing.T, dir string) {
			write(t, dir, "b.go", "package a")
			write(t, dir, "a.go", "package b")
		}, []string{"a.go"}},
		{"in a folder that takes the place of the old one", func(t *testing.T, dir string) {
			aside := dir + "-aside"
			fresh := dir + "-fresh"
			if err := errors.Join(os.Mkdir(fresh, 0o755), os.WriteFile(filepath.Join(fresh, "a.go"), []byte("package b"), 0o644),
				os.WriteFile(filepath.Join(fresh, "b.go"), []byte("package a"), 0o644)); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(os.Rename(dir, aside), os.Rename(fresh, dir)); err != nil {
				t.Skipf("the system keeps a folder that is watched: %v", err)
			}
		}, []string{"a.go"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Run("told", func(t *testing.T) {
				dir := folder(t)
				w := watch(t, Options{Dir: dir, Settle: time.Millisecond, Poll: 10 * time.Millisecond}, fsnotify.NewWatcher)
				tt.save(t, dir)
				wantSaved(t, w, tt.want...)
			})
			t.Run("looked at", func(t *testing.T) {
				dir := folder(t)
				w := watch(t, Options{Dir: dir, Settle: time.Millisecond, Poll: time.Millisecond}, noSystem)
				tt.save(t, dir)
				wantSaved(t, w, tt.want...)
			})
		})
	}
}

func rename(t *testing.T, dir, from, to string) {
	t.Helper()
	if err := os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
		t.Fatal(err)
	}
}

// TestTold holds that the system's word is enough: the first look would come much
// later.
func TestTold(t *testing.T) {
	dir := folder(t)
	w := watch(t, Options{Dir: dir, Poll: time.Hour}, fsnotify.NewWatcher)
	write(t, dir, "a.go", "package b")
	wantSaved(t, w, "a.go")
	write(t, dir, "b.go.tmp", "package b")
	rename(t, dir, "b.go.tmp", "b.go")
	wantSaved(t, w, "b.go")
}

// TestAddedUp holds that what comes while nobody reads is told in one go, each name
// once and in order.
func TestAddedUp(t *testing.T) {
	dir := folder(t)
	synctest.Test(t, func(t *testing.T) {
		w, err := start(Options{Dir: dir, Match: goFile}, noSystem)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		for _, name := range []string{"b.go", "a.go", "b.go"} {
			write(t, dir, name, "package "+name+time.Now().String()) // of the bubble's own clock
			time.Sleep(poll + 2*settle)
			synctest.Wait()
		}
		if got, want := <-w.Saved(), []string{"a.go", "b.go"}; !slices.Equal(got, want) {
			t.Errorf("told %v; want %v in one go", got, want)
		}
	})
}

// TestSettles holds that two saves shortly after each other are one.
func TestSettles(t *testing.T) {
	dir := folder(t)
	synctest.Test(t, func(t *testing.T) {
		w, err := start(Options{Dir: dir, Match: goFile, Settle: time.Minute}, noSystem)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		began := time.Now()
		write(t, dir, "a.go", "package b")
		time.Sleep(poll + time.Second) // it has seen the first save
		synctest.Wait()
		write(t, dir, "b.go", "package b")
		if got, want := <-w.Saved(), []string{"a.go", "b.go"}; !slices.Equal(got, want) {
			t.Errorf("told %v; want %v in one go", got, want)
		}
		if took := time.Since(began); took < time.Minute {
			t.Errorf("told after %v; want it quiet for a minute before", took)
		}
	})
}

func TestStartWithoutFolder(t *testing.T) {
	if w, err := Start(Options{Dir: filepath.Join(t.TempDir(), "none"), Match: goFile}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Start = %v, %v; want that there is no folder", w, err)
	}
}

// TestCloseAgain holds that a second call does nothing, also while a name waits for
// a reader.
func TestCloseAgain(t *testing.T) {
	dir := folder(t)
	w := watch(t, Options{Dir: dir, Settle: time.Millisecond, Poll: time.Millisecond}, fsnotify.NewWatcher)
	write(t, dir, "a.go", "package b")
	w.Close()
	w.Close()
}
