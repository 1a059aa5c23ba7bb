package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"
	"testing"
	"time"
)

// stubborn is a program that does not end when it is asked to.
func stubborn() {
	signal.Notify(make(chan os.Signal, 1)) // all signals, and nobody reads them
	fmt.Println("here")
	io.Copy(io.Discard, os.Stdin)
	time.Sleep(time.Hour)
}

func startStubborn(t *testing.T) *child {
	t.Helper()
	watch := &watcher{until: regexp.MustCompile("here"), seen: make(chan struct{})}
	cmd := exec.Command("stubborn")
	cmd.Stdout = watch
	c, err := startFed(cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.stop(0, nil) })
	<-watch.seen
	return c
}

func TestStopKills(t *testing.T) {
	t.Run("after the grace", func(t *testing.T) {
		c := startStubborn(t)
		if c.stop(time.Millisecond, nil) {
			t.Error("stop = true; want false: the child had to be killed")
		}
		if !c.ended() {
			t.Error("the child is still there after stop")
		}
	})
	t.Run("at once in a hurry", func(t *testing.T) {
		c := startStubborn(t)
		hurry := make(chan struct{})
		close(hurry)
		began := time.Now()
		if c.stop(time.Hour, hurry) {
			t.Error("stop = true; want false: the child had to be killed")
		}
		if !c.ended() {
			t.Error("the child is still there after stop")
		}
		if took := time.Since(began); took > time.Minute {
			t.Errorf("stop took %v; want no wait for the grace", took)
		}
	})
}

func TestLineFinder(t *testing.T) {
	var passed strings.Builder
	found := make(chan string, 1)
	finder := &lineFinder{to: &passed, pattern: listening, found: found}
	pieces := []string{"level=INFO msg=connecting addr=1\nlevel=INFO msg=list", "ening addr=127.0.0.1:80", "80\nmore", "\nmsg=listening addr=other\n"}
	for _, piece := range pieces {
		if n, err := finder.Write([]byte(piece)); n != len(piece) || err != nil {
			t.Fatalf("Write(%q) = %d, %v; want %d, nil", piece, n, err, len(piece))
		}
	}
	if got, want := passed.String(), strings.Join(pieces, ""); got != want {
		t.Errorf("passed on %q; want %q", got, want)
	}
	select {
	case got := <-found:
		if want := "127.0.0.1:8080"; got != want {
			t.Errorf("found %q; want %q", got, want)
		}
	default:
		t.Error("nothing found")
	}
}
