package main

import (
	"fmt"
	"strings"
)

// write writes all differences.
func (d *stepDiff) write(p *page) {
	for _, c := range d.changes {
		c.writeTo(p, true)
	}
	d.writeRest(p)
}

// writeStat writes how many lines of which file differ.
func (d *stepDiff) writeStat(p *page) {
	width, added, removed := 0, 0, 0
	for _, c := range d.changes {
		width = max(width, len(c.name))
	}
	line := func(name string, added, removed int) {
		plus, minus := fmt.Sprintf("+%d", added), fmt.Sprintf("-%d", removed)
		fmt.Fprintf(p, "%-*s %s %s\n", width, name, paint(p.colour, green, fmt.Sprintf("%5s", plus)), paint(p.colour, red, fmt.Sprintf("%5s", minus)))
	}
	for _, c := range d.changes {
		a, r := c.count()
		added, removed = added+a, removed+r
		line(c.name, a, r)
	}
	if len(d.changes) > 1 {
		line("", added, removed)
	}
	d.writeRest(p)
}

// writeRest writes what no line of a diff says.
func (d *stepDiff) writeRest(p *page) {
	if len(d.changes)+len(d.own) == 0 {
		what := d.step.Starter()
		if len(d.only) > 0 {
			what = "your " + listed(d.only)
		}
		if d.task.ID != "" {
			what += ", as far as " + d.task.ID + " goes"
		}
		fmt.Fprintf(p, "The solution does nothing differently from %s.\n", what)
	}
	if d.left > 0 {
		fmt.Fprintf(p, "Left out is what is about other tasks. All there is: go tool workshop diff %d\n", d.step.Number)
	}
	if len(d.extra) > 0 {
		fmt.Fprintf(p, "Only you have: %s\n", strings.Join(d.extra, ", "))
	}
	if len(d.own) == 0 {
		return
	}
	fmt.Fprintf(p, "Not compared, because everybody has their own: %s\n", strings.Join(d.own, ", "))
	switch first := d.own[0]; {
	case len(d.only) == 0:
		fmt.Fprintf(p, "To see one of the solution's nevertheless: go tool workshop diff %d -file %s\n", d.step.Number, first)
	case strings.HasSuffix(first, ".pb.gz"):
		fmt.Fprintf(p, "To see what the solution's says: go tool pprof -top %s/%s\n", d.step.Solution(), first)
	}
}
