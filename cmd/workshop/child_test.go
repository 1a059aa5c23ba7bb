package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
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

// forgetful is a program that ends when it is asked to, and leaves behind a
// stubborn one that it has started.
func forgetful() {
	cmd := exec.Command("stubborn")
	cmd.Stdout = os.Stdout
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	if err := os.WriteFile(os.Args[1], []byte(strconv.Itoa(cmd.Process.Pid)), 0o644); err != nil {
		panic(err)
	}
	io.Copy(io.Discard, os.Stdin)
}

func startStubborn(t *testing.T) *child {
	t.Helper()
	return startAndWait(t, exec.Command("stubborn"))
}

// startAndWait starts a program, and waits until it has printed "here".
func startAndWait(t *testing.T, cmd *exec.Cmd) *child {
	t.Helper()
	watch := &watcher{until: regexp.MustCompile("here"), seen: make(chan struct{})}
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

// TestStopKillsGroup holds that what a child has started does not outlive it for
// long, and is not waited for without end.
func TestStopKillsGroup(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not find the processes that a parent has left behind")
	}
	name := filepath.Join(t.TempDir(), "pid")
	cmd := exec.Command("forgetful", name)
	cmd.WaitDelay = time.Millisecond // the stubborn one keeps the output open
	c := startAndWait(t, cmd)
	if !c.stop(time.Minute, nil) {
		t.Error("stop = false; want true: the child itself took no killing")
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); running(pid); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("what the child has started is still there")
		}
	}
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
