package main

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// A way is a right answer as it is shown.
type way struct {
	lesson.Answer
	excerpts []lesson.Excerpt
	lines    []string // of all excerpts, without spaces around them and without empty ones
}

// writeOtherWays writes some of the other right answers to a task.
func writeOtherWays(p *page, step lesson.Step, task lesson.Task) error {
	ways, err := waysOf(step, task)
	if err != nil {
		return damagedErrorf("%w", err)
	}
	shown, rest := apart(ways)
	kind := "Another right way"
	if len(task.Bodies) == 0 {
		kind = "Right, too"
	}
	for _, w := range shown {
		fmt.Fprintf(p, "\n%s\n%s\n", paint(p.colour, bold, kind+": "+w.Title), w.Path())
		for _, e := range w.excerpts {
			if e.File != task.File {
				fmt.Fprintf(p, "\n%s:", e.File)
			}
			fmt.Fprintf(p, "\n%s\n", e.Text)
		}
	}
	if len(rest) > 0 {
		var names []string
		for _, w := range rest {
			names = append(names, "  "+path.Base(w.Path())+"  "+w.Title)
		}
		fmt.Fprintf(p, "\nIn %s, %d more:\n%s\n", path.Dir(rest[0].Path()), len(rest), strings.Join(names, "\n"))
	}
	return nil
}

// waysOf are the right answers to a task beside the solution, the shortest first. To a
// task with code they are code: other figures in a table are no other way.
func waysOf(step lesson.Step, task lesson.Task) ([]way, error) {
	answers, err := lesson.Answers(step)
	if err != nil {
		return nil, err
	}
	var ways []way
	for _, a := range answers {
		if !a.Right || a.Task.ID != task.ID || (a.Go == nil) != (len(task.Bodies) == 0) {
			continue
		}
		w := way{Answer: a}
		if w.excerpts, err = a.Excerpts(); err != nil {
			return nil, fmt.Errorf("%s: %w", a.Path(), err)
		}
		for _, e := range w.excerpts {
			for line := range strings.Lines(e.Text) {
				if line = strings.TrimSpace(line); line != "" {
					w.lines = append(w.lines, line)
				}
			}
		}
		ways = append(ways, w)
	}
	aside := func(w way) int { // what leaves the task's functions alone is less of a way
		if len(task.Bodies) > 0 && !w.Declares(task.Bodies) {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(ways, func(a, b way) int {
		return cmp.Or(cmp.Compare(aside(a), aside(b)), cmp.Compare(len(a.lines), len(b.lines)))
	})
	return ways, nil
}

// apart picks the shortest ways that differ from one another in more than a line. The
// rest has the others.
func apart(ways []way) (shown, rest []way) {
	for _, w := range ways {
		alike := slices.ContainsFunc(shown, func(other way) bool { return w.newLines(other) < 2 })
		if alike || len(shown) == otherWays {
			rest = append(rest, w)
		} else {
			shown = append(shown, w)
		}
	}
	return shown, rest
}

// newLines is how many lines of w another way has not.
func (w way) newLines(other way) int {
	n := 0
	for _, line := range w.lines {
		if !slices.Contains(other.lines, line) {
			n++
		}
	}
	return n
}
