package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// A change is what makes one text of another, as a unified diff.
type change struct {
	name   string   // of the file
	header []string // two lines, without line breaks
	hunks  [][]string
}

// unified compares two texts. How their lines end makes no difference. Equal ones have
// no hunks.
func unified(name, oldName string, old []byte, newName string, new []byte) change {
	c := change{name: name}
	text := string(diff.Diff(oldName, withoutCR(old), newName, withoutCR(new)))
	if text == "" {
		return c
	}
	// The first line says "diff" and both names, as the next two do.
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")[1:]
	c.header = lines[:2]
	for _, line := range lines[2:] {
		if line[0] == '@' {
			c.hunks = append(c.hunks, nil)
		}
		last := len(c.hunks) - 1
		c.hunks[last] = append(c.hunks[last], line)
	}
	return c
}

// count is how many lines are added and removed.
func (c change) count() (added, removed int) {
	for _, line := range slices.Concat(c.hunks...) {
		switch line[0] {
		case '+':
			added++
		case '-':
			removed++
		}
	}
	return added, removed
}

// without returns c without the hunks that change nothing outside of some lines of the
// new text, and how many those are.
func (c change) without(within func(line int) bool) (change, int) {
	all := len(c.hunks)
	c.hunks = slices.DeleteFunc(slices.Clone(c.hunks), func(hunk []string) bool {
		var line int
		fmt.Sscanf(hunk[0][strings.IndexByte(hunk[0], '+'):], "+%d", &line)
		for _, text := range hunk[1:] {
			if (text[0] == '+' || text[0] == '-') && !within(line) {
				return false
			}
			if text[0] == '+' || text[0] == ' ' {
				line++
			}
		}
		return true
	})
	return c, all - len(c.hunks)
}

// writeTo writes the diff, or only its hunks.
func (c change) writeTo(p *page, header bool) {
	if header {
		for _, line := range c.header {
			p.WriteString(paint(p.colour, bold, line) + "\n")
		}
	}
	for _, line := range slices.Concat(c.hunks...) {
		switch line[0] {
		case '@':
			line = paint(p.colour, cyan, line)
		case '+':
			line = paint(p.colour, green, line)
		case '-':
			line = paint(p.colour, red, line)
		}
		p.WriteString(line + "\n")
	}
}
