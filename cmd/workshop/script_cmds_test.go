package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"example.com/metricsworkshop/internal/backup"
	"example.com/metricsworkshop/internal/lesson"
)

// cmdStatus runs a program that must exit with a status: "status 2 workshop run".
func cmdStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE PROGRAM [ARGUMENT...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if exit, ok := err.(*exec.ExitError); ok {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit status %d; want %s", code, args[0])
	}
}

// cmdWaitFor waits until a file has text that matches: "waitfor FILE REGEXP".
func cmdWaitFor(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: waitfor FILE REGEXP")
	}
	want := regexp.MustCompile(args[1])
	name := ts.MkAbs(args[0])
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if text, err := os.ReadFile(name); err == nil && want.Match(text) {
			return
		}
	}
	text, err := os.ReadFile(name)
	ts.Fatalf("%s never had %q: %v\n%s", args[0], want, err, text)
}

// cmdGone waits for a process to end: "gone FILE", where FILE has its number.
func cmdGone(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: gone FILE")
	}
	pid, err := strconv.Atoi(strings.TrimSpace(ts.ReadFile(args[0])))
	ts.Check(err)
	for deadline := time.Now().Add(10 * time.Second); running(pid); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			ts.Fatalf("the process of %s, %d, is still there", args[0], pid)
		}
	}
}

// running reports whether a process has not ended.
func running(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false // what Windows says of one that has ended
	}
	defer process.Release()
	if runtime.GOOS == "windows" {
		return true
	}
	// A container may have nobody who reaps an orphan that has ended.
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	zombie := err == nil && strings.Contains(string(stat), ") Z ")
	return !zombie && process.Signal(syscall.Signal(0)) == nil
}

// cmdEmpty checks that a folder holds nothing: "empty FOLDER".
func cmdEmpty(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: empty FOLDER")
	}
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(entries) > 0 {
		ts.Fatalf("%s holds %v", args[0], entries)
	}
}

// cmdListen takes a port until the script ends, and sets a variable to its
// address: "listen VARIABLE".
func cmdListen(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: listen VARIABLE")
	}
	listener, err := net.Listen("tcp", freePort)
	ts.Check(err)
	ts.Defer(func() { listener.Close() })
	ts.Setenv(args[0], listener.Addr().String())
}

// cmdListenUDP is cmdListen for a UDP port: "listenudp VARIABLE".
func cmdListenUDP(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: listenudp VARIABLE")
	}
	conn, err := net.ListenPacket("udp", freePort)
	ts.Check(err)
	ts.Defer(func() { conn.Close() })
	ts.Setenv(args[0], conn.LocalAddr().String())
}

// cmdAppendLine adds a line to a file: "appendline FILE TEXT".
func cmdAppendLine(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: appendline FILE TEXT")
	}
	file, err := os.OpenFile(ts.MkAbs(args[0]), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	ts.Check(err)
	_, err = fmt.Fprintln(file, args[1])
	ts.Check(errors.Join(err, file.Close()))
}

// cmdKillPID kills a process: "killpid FILE", where FILE has its number.
func cmdKillPID(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: killpid FILE")
	}
	pid, err := strconv.Atoi(strings.TrimSpace(ts.ReadFile(args[0])))
	ts.Check(err)
	process, err := os.FindProcess(pid)
	ts.Check(err)
	ts.Check(process.Kill())
}

// cmdPrivate checks that nobody but its owner may read a file: "private FILE".
func cmdPrivate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: private FILE")
	}
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if mode := info.Mode().Perm(); mode != 0o600 {
		ts.Fatalf("%s has mode %v; want it private", args[0], mode)
	}
}

// cmdShipped puts the files of a step as they were shipped into a folder, in the place
// of those that are there: "shipped STEP FOLDER".
func cmdShipped(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: shipped STEP FOLDER")
	}
	dir, err := lesson.FindDir(args[0])
	ts.Check(err)
	files, err := lesson.Pristine(dir)
	ts.Check(err)
	folder := ts.MkAbs(args[1])
	ts.Check(os.RemoveAll(folder))
	ts.Check(writeFiles(folder, files))
}

// cmdNewest sets a variable to the name of the newest backup that ends so:
// "newest reset-step01-service VARIABLE".
func cmdNewest(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: newest VERB-SUBJECT VARIABLE")
	}
	all, _, err := backup.List(ts.Getenv("WORK"))
	ts.Check(err)
	i := slices.IndexFunc(all, func(b *backup.Backup) bool { return b.Verb+"-"+b.Subject == args[0] })
	if i < 0 {
		ts.Fatalf("no backup is a %s", args[0])
	}
	ts.Setenv(args[1], all[i].Name)
}
