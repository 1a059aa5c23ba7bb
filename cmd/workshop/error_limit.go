package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"time"
)

// errorsASecond is how many lines a second are shown of the same error.
const errorsASecond = 3

// errorLine finds the text of an error or a warning in a line that a service logs.
var errorLine = regexp.MustCompile(`level=(?:ERROR|WARN) msg=("(?:[^"\\]|\\.)*"|\S+)`)

// An errorLimit passes on what a service logs under load, line by line. A service
// that cannot reach its database logs every request, and a learner should see that
// beside how far the load is: so of the same error it passes on some lines a second,
// and then says how many more there were.
type errorLimit struct {
	to  io.Writer
	now func() time.Time

	unfinished []byte         // a line whose end has not come yet
	began      time.Time      // of the second that is counted
	count      map[string]int // its lines by the error's text
}

func newErrorLimit(to io.Writer) *errorLimit {
	return &errorLimit{to: to, now: time.Now, count: map[string]int{}}
}

func (l *errorLimit) Write(p []byte) (int, error) {
	l.unfinished = append(l.unfinished, p...)
	for {
		end := bytes.IndexByte(l.unfinished, '\n') + 1
		if end == 0 {
			return len(p), nil
		}
		line := l.unfinished[:end]
		l.unfinished = l.unfinished[end:]
		if !l.passes(line) {
			continue
		}
		if _, err := l.to.Write(line); err != nil {
			return 0, err
		}
	}
}

// passes counts a line, and reports whether it is one of those that are shown.
func (l *errorLimit) passes(line []byte) bool {
	if now := l.now(); now.Sub(l.began) >= time.Second {
		l.sum()
		l.began = now
	}
	match := errorLine.FindSubmatch(line)
	if match == nil {
		return true
	}
	text := string(match[1])
	l.count[text]++
	return l.count[text] <= errorsASecond
}

// sum says what was not shown of the second that is over.
func (l *errorLimit) sum() {
	for _, text := range slices.Sorted(maps.Keys(l.count)) {
		if more := l.count[text] - errorsASecond; more > 0 {
			fmt.Fprintf(l.to, "(and %d more of msg=%s in that second)\n", more, text)
		}
	}
	clear(l.count)
}
