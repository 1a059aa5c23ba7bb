package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	learner "example.com/metricsworkshop/internal/progress"
)

var diffVerb = verb{
	name:    "diff",
	args:    "[STEP|TASK] [flags]",
	summary: "what the solution does differently from your step, or your task",
	details: `
Shows what the solution of a step does differently from your folder: the lines with a
minus are yours, those with a plus the solution's, first in the service, then in the
tests. With a task, as in "diff 1.2", it shows only the files that the task is about.
Without either it is about the step whose folder you are in, or the one you have come
to. The solution is the one that was shipped, and nothing is written.

Profiles, and what you have written down of your own runs, are not compared unless
you name the file or the task: other numbers are no other answer.

On a terminal it has colours, unless NO_COLOR is set, and a pager: $PAGER, or less.
PAGER=cat does without.`,
	run: func(_ context.Context, env *env, args []string) error {
		flags := env.flagSet()
		stat := flags.Bool("stat", false, "only say which files differ, and by how many lines: it gives nothing away")
		file := flags.String("file", "", "compare only this `file` of the step")
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		state := env.remembered()
		d := stepDiff{}
		if err := d.choose(env, rest); err != nil {
			return err
		}
		if *file != "" {
			if err := d.chooseFile(*file); err != nil {
				return err
			}
		}
		if err := d.compare(env.Root); err != nil {
			return err
		}
		page := env.newPage()
		if *stat {
			d.writeStat(page)
		} else {
			if open := d.spoiled(state); len(open) > 0 {
				fmt.Fprintf(page.aside(), "This gives away %s, still open; diff -stat only says where.\n", listed(open))
			}
			d.write(page)
		}
		return page.show()
	},
}

// choose finds out what is compared.
func (d *stepDiff) choose(e *env, args []string) error {
	switch {
	case len(args) > 1:
		return usageErrorf("diff takes one step or task, as in: go tool workshop diff 1.2\nThe steps:\n%s", stepList())
	case len(args) == 1 && looksLikeTask(args[0]):
		step, task, err := findTask(args[0])
		d.step, d.task, d.only = step, task, append([]string{task.File}, task.Also...)
		return err
	case len(args) == 1:
		dir, err := findStep(args[0])
		d.step = dir.Step
		return err
	}
	step, ok := e.stepAtHand()
	if !ok {
		return usageErrorf("diff takes a step or a task here, as in: go tool workshop diff 1\nThe steps:\n%s", stepList())
	}
	d.step = step
	return nil
}

// chooseFile makes it one file of the step, which may be typed with its folder.
func (d *stepDiff) chooseFile(typed string) error {
	if d.task.ID != "" {
		return usageErrorf("task %s says which files: leave -file away, or name the step: go tool workshop diff %d -file %s", d.task.ID, d.step.Number, typed)
	}
	name := typed[strings.LastIndexAny(typed, `/\`)+1:]
	var names []string
	for _, f := range d.step.Files {
		if f.Name == name {
			d.only = []string{name}
			return nil
		}
		names = append(names, f.Name)
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(farness(name, a), farness(name, b)) })
	return usageErrorf("-file: step %d has no file %q; did you mean %s?", d.step.Number, name, names[0])
}

// spoiled are the tasks that the differences give away, as far as anybody knows.
func (d *stepDiff) spoiled(s learner.State) []string {
	var ids []string
	for _, t := range d.step.Tasks {
		given := slices.ContainsFunc(d.changes, func(c change) bool { return c.name == t.File || slices.Contains(t.Also, c.name) })
		if given && (d.task.ID == "" || d.task.ID == t.ID) && isOpen(t, s.Results[d.step.Name]) {
			ids = append(ids, t.ID)
		}
	}
	return ids
}
