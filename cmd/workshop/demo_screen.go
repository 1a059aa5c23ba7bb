package main

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// sideLine is how the lab says how far the load of a side is: see lab/bench.
var sideLine = regexp.MustCompile(`^(\S+) (\d+)/(\d+) s: goroutines (\d+) connections (\d+)(?: p50 (\S+) p99 (\S+) ms good (\d+)/s)?$`)

// newDemoProgress returns the progress of a demo: a few lines, redrawn, on a terminal
// that can, and a line a second elsewhere.
func newDemoProgress(w io.Writer, getenv func(string) string) *progress {
	p := newLoadProgress(w)
	if movesCursor(w, getenv) {
		p.form = board
	} else {
		p.form = func(text string) []string { return []string{about(text)} }
	}
	return p
}

// about marks the number of goroutines as what it is while there is load: one of some
// moment, of which a few are those of requests under way.
func about(text string) string {
	if !sideLine.MatchString(text) {
		return text
	}
	return strings.Replace(text, "goroutines ", "goroutines about ", 1)
}

// barWidth is that of the bar that shows how much of a load is over.
const barWidth = 40

// board makes three lines of the lab's one. Other words stay what they are.
func board(text string) []string {
	match := sideLine.FindStringSubmatch(text)
	if match == nil {
		return []string{text}
	}
	label, connections, p50, p99, good := match[1], match[5], match[6], match[7], match[8]
	elapsed, _ := strconv.Atoi(match[2]) // the pattern has seen to it that they are numbers
	whole, _ := strconv.Atoi(match[3])
	filled := barWidth * min(elapsed, whole) / max(whole, 1)
	bar := strings.Repeat("#", filled) + strings.Repeat(".", barWidth-filled)
	indent := strings.Repeat(" ", len(label)+1)
	lines := []string{
		fmt.Sprintf("%s [%s] %d of %d s", label, bar, elapsed, whole),
		fmt.Sprintf("%sgoroutines about %s   connections %s", indent, match[4], connections),
	}
	if p50 != "" {
		lines = append(lines, fmt.Sprintf("%sp50 %s ms   p99 %s ms   %s good answers a second", indent, p50, p99, good))
	}
	return lines
}
