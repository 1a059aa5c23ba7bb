// Package verdict prints what a failing lesson test says: what was called with
// what input, what came back, what was wanted, why it matters, and what to do
// next. Of a test's findings it prints the first in full and counts the rest,
// so that a red run fits on a screen; with -v it prints them all,
// unless a program asks for it, in WORKSHOP_BRIEF.
package verdict

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"
)

// briefVariable says, when it is not empty, that nobody asked for -v: "go test -json"
// sets it, and what is then shown should fit on a screen all the same.
const briefVariable = "WORKSHOP_BRIEF"

// width is the longest line printed, in columns, the test's indentation included.
const width = 100

// A Finding is one thing that is wrong. Got and Want are what the reader
// compares: values, statements, statuses.
type Finding struct {
	Called string // the call and its input
	Got    string
	Want   string
	Why    string // what goes wrong in production if it stays so
}

// A Verdict collects the findings of one test. It is for one goroutine.
type Verdict struct {
	testing.TB
	task     string
	verbose  bool // print every finding
	findings []Finding
}

// For returns the verdict on a task, as in "1.2", which fails t and prints at
// t's end if it has findings. The task is empty for a test of given code.
func For(t testing.TB, task string) *Verdict {
	v := &Verdict{TB: t, task: task, verbose: testing.Verbose() && os.Getenv(briefVariable) == ""}
	t.Cleanup(v.report)
	return v
}

// Wrong adds a finding.
func (v *Verdict) Wrong(f Finding) { v.findings = append(v.findings, f) }

// OK reports whether there is no finding yet.
func (v *Verdict) OK() bool { return len(v.findings) == 0 }

// Call calls f and returns its error. A panic in f, as of a nil result that was
// not looked at, becomes an error that names the line: one finding among others.
func Call(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v (%s)", p, panicLine())
		}
	}()
	return f()
}

// ours is what the names of the workshop's functions begin with.
const ours = "example.com/metricsworkshop/"

// panicLine is the file and line of our code that panicked, or that called the
// library which did.
func panicLine() string {
	callers := make([]uintptr, 32)
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers)])
	for panicked := false; ; {
		frame, more := frames.Next()
		panicked = panicked || frame.Function == "runtime.gopanic"
		if panicked && strings.HasPrefix(frame.Function, ours) {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
		if !more {
			return "an unknown line"
		}
	}
}

func (v *Verdict) report() {
	if v.OK() {
		return
	}
	v.Fail()
	if v.verbose {
		for i, f := range v.findings {
			if i > 0 {
				fmt.Fprintln(v.Output())
			}
			fmt.Fprint(v.Output(), v.format(f))
		}
		return
	}
	text := v.format(v.findings[0])
	if more := len(v.findings) - 1; more > 0 {
		text += fmt.Sprintf("and %d more: go test -v -run '^%s$' ./...\n", more, v.Name())
	}
	fmt.Fprint(v.Output(), text)
}

func (v *Verdict) format(f Finding) string {
	next := "git diff .   (this test is green in the starter: what did you change?)"
	if v.task != "" {
		next = "go tool workshop hint " + v.task
	}
	indentation := 4 * (1 + strings.Count(v.Name(), "/")) // go test's, a step for each level of subtests
	room := width - indentation - 8                       // 8 for the label
	var b strings.Builder
	if v.task != "" {
		line(&b, room, "task", v.task)
	}
	line(&b, room, "called", f.Called)
	line(&b, room, "got", f.Got)
	line(&b, room, "want", f.Want)
	line(&b, room, "why", f.Why)
	line(&b, room, "next", next)
	return b.String()
}

// columns is a text's width: bytes are more than what is seen of "é".
func columns(s string) int { return utf8.RuneCountInString(s) }

// line writes a labelled text. Its own line breaks stay; lines longer than room
// are wrapped at words, and words too long at a comma if they have one.
func line(b *strings.Builder, room int, label, text string) {
	write := func(s string) {
		fmt.Fprintf(b, "%-7s %s\n", label, s)
		label = ""
	}
	for paragraph := range strings.SplitSeq(text, "\n") {
		var current string
		for word := range strings.FieldsSeq(paragraph) {
			for columns(word) > room {
				if current != "" {
					write(current)
				}
				var head string
				head, word = cut(word, room)
				write(head)
				current = ""
			}
			if current != "" && columns(current)+1+columns(word) > room {
				write(current)
				current = ""
			}
			if current != "" {
				current += " "
			}
			current += word
		}
		write(current)
	}
}

// cut cuts a word after at most n columns, behind a comma if there is one in the
// second half.
func cut(word string, n int) (head, tail string) {
	runes := []rune(word)
	for i := n; i > n/2; i-- {
		if runes[i-1] == ',' {
			n = i
			break
		}
	}
	return string(runes[:n]), string(runes[n:])
}
