package main

import (
	"context"
	"fmt"

	"example.com/metricsworkshop/internal/lesson"
	learner "example.com/metricsworkshop/internal/progress"
)

var startVerb = verb{
	name:    "start",
	args:    "STEP",
	summary: "begin with a later step, whose starter holds those before it solved",
	details: `
Says that you begin with a later step, or go on with one. Its starter holds all
steps before it solved, so nothing is lost but the exercise; they count as skipped.
Nothing in any step's folder is changed. "start 1" takes it back.`,
	run: func(ctx context.Context, env *env, args []string) error {
		rest, err := env.parse(env.flagSet(), args)
		if err != nil {
			return err
		}
		if len(rest) != 1 {
			return usageErrorf("start takes one step, as in: go tool workshop start 3\nThe steps are:\n%s", stepList())
		}
		if step, _, err := lesson.FindTask(rest[0]); err == nil {
			return usageErrorf("%s is a task; its step is %d: go tool workshop start %[2]d", rest[0], step.Number)
		}
		d, err := findStep(rest[0])
		if err != nil {
			return err
		}
		if d.Solution {
			return usageErrorf("%s is a solution; you work in the starter: go tool workshop start %d", rest[0], d.Step.Number)
		}
		start := d.Step.Number
		if start == 1 {
			start = 0 // that of a fresh clone
		}
		if err := learner.Update(env.Root, func(s *learner.State) { s.Start = start }); err != nil {
			return environmentErrorf("%w", err)
		}
		printStart(env, d.Step)
		return nil
	},
}

// printStart says what it means to begin with a step.
func printStart(env *env, s lesson.Step) {
	fmt.Fprintf(env.Stdout, "You begin with step %d, %s: %s.\n", s.Number, s.Name, s.Title)
	switch n := s.Number - 1; {
	case n == 1:
		fmt.Fprint(env.Stdout, "Its starter already holds step 1 solved. Step 1 counts as skipped; its folder is as it was.\n")
	case n > 1:
		between := "to"
		if n == 2 {
			between = "and"
		}
		fmt.Fprintf(env.Stdout, "Its starter already holds steps 1 %s %d solved. They count as skipped; their folders are as they were.\n", between, n)
	}
	fmt.Fprintf(env.Stdout, "\nNext: read %s/README.md, then: go tool workshop watch %d\n", s.Starter(), s.Number)
	if s.Number > 1 {
		fmt.Fprint(env.Stdout, "To begin with step 1 after all: go tool workshop start 1\n")
	}
}
