package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"example.com/metricsworkshop/internal/backup"
)

// planFor looks what has to be done for some changes.
func (e *env) planFor(changes []backup.Change) (*backup.Plan, error) {
	plan, err := backup.NewPlan(e.Root, changes)
	if err != nil {
		return nil, environmentErrorf("%w\nNothing was changed.", err)
	}
	return plan, nil
}

// carryOut copies what a plan would change, says what brings it back, and only then
// writes.
func (e *env) carryOut(plan *backup.Plan, subject string) error {
	b, err := plan.Save(e.verb.name, subject)
	if err != nil {
		return environmentErrorf("%w\nNothing was changed.", err)
	}
	fmt.Fprintf(e.Stdout, "What was there is copied. This brings it back:\n  %s\n", undoCommand(b))
	if err := plan.Write(b); err != nil {
		return environmentErrorf("%w\nNot all was written. Nothing is lost, and this brings back what was there: %s", err, undoCommand(b))
	}
	return nil
}

func undoCommand(b *backup.Backup) string { return "go tool workshop undo " + b.Name }

// printPlan prints what a plan would change: a line for all, and one for each file, by
// its path without the prefix.
func (e *env) printPlan(what, prefix string, plan *backup.Plan, note func(backup.Entry) string) {
	files := plan.Files()
	width, added, removed := 0, 0, 0
	for _, f := range files {
		width = max(width, len(strings.TrimPrefix(f.Path, prefix)))
		a, r := countLines(f.Old, f.New)
		added, removed = added+a, removed+r
	}
	fmt.Fprintf(e.Stdout, "%s: %s, +%d -%d lines\n", what, plural(len(files), "file"), added, removed)
	for _, f := range files {
		line := fmt.Sprintf("  %-*s  %s", width, strings.TrimPrefix(f.Path, prefix), describe(f))
		if note != nil {
			line += note(f)
		}
		fmt.Fprintln(e.Stdout, line)
	}
}

// describe is what happens to a file, in a few words.
func describe(f backup.Entry) string {
	added, removed := countLines(f.Old, f.New)
	switch {
	case f.Was.Kind == backup.Link:
		return "is a link to " + f.Was.Target + becomes(f)
	case f.Was.Kind == backup.Folder:
		return "is a folder" + becomes(f)
	case f.To.Kind == backup.Link:
		return "becomes a link to " + f.To.Target
	case f.To.Kind == backup.Folder:
		return "becomes a folder"
	case f.Was.Kind == backup.Absent:
		return fmt.Sprintf("+%d (is missing)", added)
	case f.To.Kind == backup.Absent:
		return fmt.Sprintf("-%d (goes)", removed)
	case isBinary(f.Old) || isBinary(f.New):
		return fmt.Sprintf("%d bytes for %d", f.To.Size, f.Was.Size)
	case bytes.Equal(withoutCR(f.Old), withoutCR(f.New)):
		return fmt.Sprintf("+%d -%d (the line ends alone)", added, removed)
	default:
		return fmt.Sprintf("+%d -%d", added, removed)
	}
}

func becomes(f backup.Entry) string {
	if f.To.Kind == backup.Absent {
		return ", and goes"
	}
	return fmt.Sprintf(", and becomes a %s", f.To.Kind)
}

// countLines counts the lines that a change adds and removes; a binary file has none.
func countLines(before, after []byte) (added, removed int) {
	if isBinary(before) || isBinary(after) {
		return 0, 0
	}
	for i, line := range strings.Split(string(diff.Diff("", before, "", after)), "\n") {
		switch {
		case i < 3: // the head: diff, ---, +++
		case strings.HasPrefix(line, "+"):
			added++
		case strings.HasPrefix(line, "-"):
			removed++
		}
	}
	return added, removed
}

func isBinary(content []byte) bool    { return bytes.IndexByte(content, 0) >= 0 }
func withoutCR(content []byte) []byte { return bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n")) }

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
