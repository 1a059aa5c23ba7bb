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
	press('d')
	if got, want := fmt.Sprint(called), "[hint[1.1] hint[1.2] diff[1.2]]"; got != want {
		t.Errorf("the keys called %s; want %s", got, want)
	}
	want(press('?'), "quit, as does Ctrl-C")

	// Behind the last open task the next step takes a second n, and nothing in between.
	want(press('n'), "n once more goes on to step02-statsd")
	press('?')
	want(press('n'), "n once more goes on to step02-statsd")
	want(press('n'), "next: checking step02-statsd")
	for _, key := range []byte{'q', 'Q', ctrlC, ctrlD} {
		if !w.press(t.Context(), key) {
			t.Errorf("%q does not quit", key)
		}
	}
}

// TestFollowing says what n goes on to.
func TestFollowing(t *testing.T) {
	first, last := lesson.Steps[0], lesson.Steps[len(lesson.Steps)-1]
	tests := []struct {
		target target
		want   string // empty for nothing
	}{
		{target{Dir: lesson.Dir{Step: first}}, "step02-statsd"},
		{target{Dir: lesson.Dir{Step: first}, task: "1.2"}, "task 1.3"},
		{target{Dir: lesson.Dir{Step: first}, task: "1.5"}, "step02-statsd"},
		{target{Dir: lesson.Dir{Step: first, Solution: true}}, "solutions/step02-statsd"},
		{target{Dir: lesson.Dir{Step: last}}, ""},
		{target{Dir: lesson.Dir{Step: last}, task: "5.4"}, ""},
	}
	for _, tt := range tests {
		following, ok := tt.target.following()
		if ok != (tt.want != "") || ok && following.shown() != tt.want {
			t.Errorf("behind %s: %q, %v; want %q", tt.target.shown(), following.shown(), ok, tt.want)
		}
	}
}
