package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
)

// TestWatchKeys presses keys after the verdict on an untouched step.
func TestWatchKeys(t *testing.T) {
	repository, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for _, s := range lesson.Steps[:2] {
		if err := writeCourse(repository, root, s); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("GOFLAGS", "-trimpath")
	var out bytes.Buffer
	world := &env{Root: root, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Getenv: os.Getenv}
	c, err := newChecker(world, testTimeout)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	w, err := newWatching(c, target{Dir: lesson.Dir{Step: lesson.Steps[0]}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()

	// press presses a key and returns what it printed.
	press := func(key byte) string {
		t.Helper()
		out.Reset()
		if w.press(t.Context(), key) {
			t.Fatalf("%q quits", key)
		}
		return out.String()
	}
	want := func(got, part string) {
		t.Helper()
		if !strings.Contains(got, part) {
			t.Errorf("it printed\n%s\nwant in it %q", got, part)
		}
	}
	want(press('h'), "no verdict yet")
	want(press('n'), "no verdict yet")
	w.start(t.Context(), "")
	done := <-w.results
	w.cancel()
	w.cancel = nil
	w.tell(done)
	want(out.String(), "1.1, the state machine")

	press('d')
	want(press('d'), "This version has no diff")
	var called []string
	world.find = func(name string) (verb, error) {
		return verb{name: name, run: func(_ context.Context, e *env, args []string) error {
			called = append(called, fmt.Sprint(e.verb.name, args))
			return nil
		}}, nil
	}
	press('h')
	want(press('n'), "1.2, the conditional update")
	press('h')
	want(press('d'), "That gives away 1.2. d once more shows it.")
	press('d')
	if got, want := fmt.Sprint(called), "[hint[1.1] hint[1.2] diff[1.2]]"; got != want {
		t.Errorf("the keys called %s; want %s", got, want)
	}
	want(press('?'), "quit, as does Ctrl-C")

	// What d gives away takes it twice, and nothing in between.
	called = nil
	press('d')
	press('?')
	want(press('d'), "d once more")
	if called != nil {
		t.Errorf("the keys called %v; want nothing", called)
	}

	// Behind the last open task comes the first again, and another step takes a key of its own.
	want(press('n'), "1.1, the state machine")
	want(press('p'), "This is the first step")
	want(press('s'), "next: checking step02-statsd")
	want(press('d'), "no verdict yet")
	press('p') // while that check runs
	if w.again != "back" || w.target.shown() != "step01-service" {
		t.Errorf("p checks %s, %q; want step01-service, back", w.target.shown(), w.again)
	}
	for _, key := range []byte{'q', 'Q', ctrlC, ctrlD} {
		if !w.press(t.Context(), key) {
			t.Errorf("%q does not quit", key)
		}
	}
}

// TestBeside says what s and p go to.
func TestBeside(t *testing.T) {
	first, last := lesson.Steps[0], lesson.Steps[len(lesson.Steps)-1]
	tests := []struct {
		target        target
		before, after string // empty for nothing
	}{
		{target{Dir: lesson.Dir{Step: first}}, "", "step02-statsd"},
		{target{Dir: lesson.Dir{Step: first}, task: "1.1"}, "", "task 1.2"},
		{target{Dir: lesson.Dir{Step: first}, task: "1.2"}, "task 1.1", "task 1.3"},
		{target{Dir: lesson.Dir{Step: first}, task: "1.5"}, "task 1.4", "step02-statsd"},
		{target{Dir: lesson.Dir{Step: first, Solution: true}}, "", "solutions/step02-statsd"},
		{target{Dir: lesson.Dir{Step: last}}, "step04-pprof", ""},
		{target{Dir: lesson.Dir{Step: last}, task: "5.1"}, "step04-pprof", "task 5.2"},
		{target{Dir: lesson.Dir{Step: last}, task: "5.4"}, "task 5.3", ""},
	}
	for _, tt := range tests {
		following, ok := tt.target.beside(1)
		if ok != (tt.after != "") || ok && following.shown() != tt.after {
			t.Errorf("behind %s: %q, %v; want %q", tt.target.shown(), following.shown(), ok, tt.after)
		}
		preceding, ok := tt.target.beside(-1)
		if ok != (tt.before != "") || ok && preceding.shown() != tt.before {
			t.Errorf("before %s: %q, %v; want %q", tt.target.shown(), preceding.shown(), ok, tt.before)
		}
	}
}
