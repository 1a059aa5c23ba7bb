package main

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// A stepDiff is what differs between a learner's step and its solution.
type stepDiff struct {
	step lesson.Step
	task lesson.Task // which alone is compared; the zero value for the whole step
	only []string    // the files that are compared; none for all

	changes []change // where they differ
	left    int      // how many changes are of other tasks' functions, and left out
	own     []string // evidence that differs and is not shown: it is the learner's own
	extra   []string // files that only the learner has
}

// compare compares the files, those of the service first.
func (d *stepDiff) compare(root string) error {
	solution, err := shipped(lesson.Dir{Step: d.step, Solution: true})
	if err != nil {
		return err
	}
	mine, err := lesson.ReadDir(filepath.Join(root, d.step.Starter()))
	if errors.Is(err, fs.ErrNotExist) {
		return environmentErrorf("there is no folder %s\ngit checkout %[1]s brings it back as it was last committed", d.step.Starter())
	}
	if err != nil {
		return environmentErrorf("%w", err)
	}
	evidence := d.step.Evidence(solution)
	for _, f := range inReadingOrder(d.step.Files) {
		if len(d.only) > 0 && !slices.Contains(d.only, f.Name) {
			continue
		}
		theirs := solution[f.Name]
		own, have := mine[f.Name]
		_, measured := evidence[f.Name]
		switch {
		case bytes.Equal(own, theirs):
		case bytes.IndexByte(theirs, 0) >= 0, measured && len(d.only) == 0: // no text, or of one's own runs
			d.own = append(d.own, f.Name)
		default:
			c := d.changeOf(f.Name, own, have, theirs)
			if c, err = d.ofTask(c, theirs); err != nil {
				return err
			}
			d.changes = append(d.changes, c)
		}
	}
	d.changes = slices.DeleteFunc(d.changes, func(c change) bool { return len(c.hunks) == 0 })
	for _, name := range mine.Names() {
		if _, known := solution[name]; !known && len(d.only) == 0 {
			d.extra = append(d.extra, name)
		}
	}
	return nil
}

func (d *stepDiff) changeOf(name string, own []byte, have bool, theirs []byte) change {
	ownName := d.step.Starter() + "/" + name
	if !have {
		ownName += " (which is not there)"
	}
	return unified(name, ownName, own, d.step.Solution()+"/"+name, theirs)
}

// ofTask returns a change without what it has of the functions of other tasks, if it is
// one task that is compared: who wants to see 2.1 may not want to see 2.2 yet.
func (d *stepDiff) ofTask(c change, theirs []byte) (change, error) {
	if len(d.task.Bodies) == 0 || !strings.HasSuffix(c.name, ".go") {
		return c, nil
	}
	var others []string
	for _, t := range d.step.Tasks {
		if t.ID != d.task.ID {
			others = append(others, t.Bodies...)
		}
	}
	elsewhere, err := lesson.LinesOf(c.name, theirs, others)
	if err != nil {
		return c, damagedErrorf("%w", err)
	}
	c, n := c.without(elsewhere)
	d.left += n
	return c, nil
}

// inReadingOrder are a step's files in the order in which one reads what changed.
func inReadingOrder(files []lesson.File) []lesson.File {
	kinds := []lesson.Kind{lesson.Service, lesson.Exercise, lesson.LessonTest, lesson.Evidence}
	return slices.SortedStableFunc(slices.Values(files), func(a, b lesson.File) int {
		return slices.Index(kinds, a.Kind) - slices.Index(kinds, b.Kind)
	})
}
