package main

import (
	"context"
	"fmt"
	"path"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
	learner "example.com/metricsworkshop/internal/progress"
)

// otherWays is how many other right answers are shown beside the solution.
const otherWays = 2

var solutionVerb = verb{
	name:    "solution",
	args:    "TASK [-spoil]",
	summary: "the solution of a task that you have done, and two other right ways",
	details: `
Shows the solution of a task, as in "solution 1.2", and after it the two shortest of
the other answers that pass every test. It does so when a check has once found the
task done, or with -spoil.

"diff 1.2" compares the solution with yours.`,
	run: func(_ context.Context, env *env, args []string) error {
		flags := env.flagSet()
		spoil := flags.Bool("spoil", false, "show it although no check has found the task done")
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		step, task, err := env.oneTask(rest)
		if err != nil {
			return err
		}
		if env.remembered().Results[step.Name].Tasks[task.ID] != learner.Done && !*spoil {
			return fmt.Errorf("no check has found %s done yet: go tool workshop check %[1]s\n"+
				"A hint: go tool workshop hint %[1]s. The solution nevertheless: go tool workshop solution %[1]s -spoil", task.ID)
		}
		page := env.newPage()
		if err := writeSolution(page, step, task); err != nil {
			return err
		}
		if err := writeOtherWays(page, step, task); err != nil {
			return err
		}
		fmt.Fprintf(page, "\nWhat the solution does differently from yours: go tool workshop diff %s\n", task.ID)
		return page.show()
	},
}

// writeSolution writes the lines of the solution that a task is about.
func writeSolution(p *page, step lesson.Step, task lesson.Task) error {
	starter, err := shipped(lesson.Dir{Step: step})
	if err != nil {
		return err
	}
	solution, err := shipped(lesson.Dir{Step: step, Solution: true})
	if err != nil {
		return err
	}
	excerpts, err := task.Excerpts(step, starter, solution)
	if err != nil {
		return damagedErrorf("%s/%s: %w", step.Solution(), task.File, err)
	}
	fmt.Fprintf(p, "%s\n", paint(p.colour, bold, fmt.Sprintf("%s, %s. The solution, in %s/%s:", task.ID, task.Title, step.Solution(), task.File)))
	for _, e := range excerpts {
		fmt.Fprintf(p, "\n%s\n", e.Text)
	}
	for _, name := range task.Also {
		fmt.Fprintf(p, "\n%s\n\n", paint(p.colour, bold, fmt.Sprintf("And in %s/%s:", step.Solution(), name)))
		if path.Ext(name) == ".go" {
			unified(name, "", starter[name], "", solution[name]).writeTo(p, false)
		} else {
			fmt.Fprintf(p, "%s\n", strings.Trim(string(solution[name]), "\n"))
		}
	}
	return nil
}
