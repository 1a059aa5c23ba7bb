package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
	learner "example.com/metricsworkshop/internal/progress"
)

var reportVerb = verb{
	name:    "report",
	args:    "[-json]",
	summary: "one line that says how far you are, to read out or to paste",
	details: `
Prints how far you are as one line, to read out in a room or to paste into a
question. It has no names and no paths. It says what the last check found, and runs no
test.

It is about the step whose folder you are in, or the one you have come to.

With -json it prints one object: "step" (its number), "tasks" (the status of each of its
tasks that is known: done, open or not reached), "problem" (what kept tests from speaking,
if anything did), "steps" (for each, its "step" and "state"), "os", "arch" and "go".`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		asJSON := flags.Bool("json", false, "print one JSON object")
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		if len(rest) > 0 {
			return usageErrorf("report takes no arguments, and %q is one\nSee: go tool workshop report -h", rest[0])
		}
		o, err := survey(env)
		if err != nil {
			return err
		}
		at := o.here(env)
		r := newStanding(o, at)
		if *asJSON {
			return encodeJSON(env.Stdout, r)
		}
		fmt.Fprintln(env.Stdout, r.line(at))
		return nil
	},
}

// A standing is how far a learner is.
type standing struct {
	Step    int                       `json:"step"`
	Tasks   map[string]learner.Status `json:"tasks"`
	Problem string                    `json:"problem,omitempty"`
	Steps   []stepReport              `json:"steps"`
	OS      string                    `json:"os"`
	Arch    string                    `json:"arch"`
	Go      string                    `json:"go"`
}

type stepReport struct {
	Step  int    `json:"step"`
	State string `json:"state"`
}

func newStanding(o overview, at stepView) standing {
	r := standing{Step: at.Number, Tasks: map[string]learner.Status{}, Problem: at.problem, OS: runtime.GOOS, Arch: runtime.GOARCH, Go: runtime.Version()}
	for id, status := range at.tasks {
		r.Tasks[id] = status
	}
	for _, s := range o.steps {
		r.Steps = append(r.Steps, stepReport{s.Number, s.state()})
	}
	return r
}

// line is a standing as one line: the step's tasks, the other steps, the machine.
func (r standing) line(at stepView) string {
	var tasks []string
	for _, t := range at.Tasks {
		status, ok := r.Tasks[t.ID]
		if t.Track == lesson.Deeper && status != learner.Open {
			continue // it was shipped solved
		}
		if !ok {
			status = "not checked"
		}
		tasks = append(tasks, fmt.Sprintf("%s %s", t.ID, status))
	}
	if r.Problem != "" {
		tasks = append(tasks, r.Problem)
	}
	return fmt.Sprintf("step %d: %s; %s; %s/%s %s", r.Step, strings.Join(tasks, ", "), r.others(), r.OS, r.Arch, r.Go)
}

// others are the other steps, those of a kind that follow each other together.
func (r standing) others() string {
	var parts []string
	for i := 0; i < len(r.Steps); {
		first := r.Steps[i]
		last := first
		for i++; i < len(r.Steps) && r.Steps[i].State == first.State && r.Steps[i].Step != r.Step && first.Step != r.Step; i++ {
			last = r.Steps[i]
		}
		switch {
		case first.Step == r.Step:
		case first == last:
			parts = append(parts, fmt.Sprintf("%d %s", first.Step, first.State))
		default:
			parts = append(parts, fmt.Sprintf("%d-%d %s", first.Step, last.Step, first.State))
		}
	}
	return strings.Join(parts, ", ")
}
