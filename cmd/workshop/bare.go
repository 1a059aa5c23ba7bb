package main

import (
	"fmt"
	"io"

	learner "example.com/metricsworkshop/internal/progress"
)

// manyMisses is after how many failed checks of a task a hint is what comes next.
const manyMisses = 2

// bare answers a bare "workshop": where the learner is, and the one next thing to do.
// It runs no test.
func bare(env *env) error {
	root, err := findRoot()
	if err != nil {
		return err
	}
	env.Root = root
	o, err := survey(env)
	if err != nil {
		return err
	}
	may := mayColour(env.Stdout, env.Getenv)
	w := env.Stdout
	if !o.begun() {
		printWelcome(w, o)
		return nil
	}
	at := o.here(env)
	fmt.Fprintf(w, "You are in step %d, %s: %s\n\n", at.Number, paint(may, bold, at.Name), at.Title)
	for _, t := range at.Tasks {
		status, ok := at.tasks[t.ID]
		if !ok {
			status = "not checked"
		}
		fmt.Fprintln(w, taskLine(may, t, status))
	}
	if !at.known() && !at.gone {
		fmt.Fprintf(w, "\nNot checked yet since you changed it: go tool workshop check %d\n", at.Number)
	}
	fmt.Fprintln(w)
	for _, s := range o.steps {
		if s.Number != at.Number {
			fmt.Fprintf(w, "  step %d  %-16s  %s\n", s.Number, s.Name, s.state())
		}
	}
	fmt.Fprintf(w, "\nNext: %s\n", at.next(env, o))
	return nil
}

// printWelcome greets who has just cloned the workshop.
func printWelcome(w io.Writer, o overview) {
	first := o.steps[0]
	fmt.Fprintf(w, `Metric tracking and the nuances of memory management: a workshop in %d steps.

An order service that somebody restarts every Friday. You build it, watch its
goroutines climb, and find the line that causes it, on your own machine.

%s

First: read %s/README.md. Then write, and see what your tests say:

  go tool workshop check

Is this machine ready?  go tool workshop doctor
All commands:           go tool workshop help
`, len(o.steps), stepList(), first.Starter())
}

// next is the one thing to do next in a step.
func (s stepView) next(env *env, o overview) string {
	open, anyOpen := s.open()
	switch {
	case s.gone:
		return fmt.Sprintf("git checkout :/%s brings the folder back as you last committed it", s.Name)
	case !s.touched:
		return fmt.Sprintf("read %s/README.md, then: go tool workshop watch %d", s.Name, s.Number)
	case s.problem != "":
		return fmt.Sprintf("%s; where: go tool workshop check %d", s.problem, s.Number)
	case !s.known(), anyOpen && s.tasks[open.ID] == learner.NotReached:
		return fmt.Sprintf("go tool workshop check %d", s.Number)
	case anyOpen && o.Misses[open.ID] >= manyMisses:
		return fmt.Sprintf("%s in %s/%s; stuck? go tool workshop hint %[1]s", open.ID, s.Name, open.File)
	case anyOpen:
		return fmt.Sprintf("%s in %s/%s, then: go tool workshop check %d", open.ID, s.Name, open.File, s.Number)
	}
	return env.nextStep(s.Step)
}
