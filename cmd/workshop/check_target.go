package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// A target is what to check: a step's folder, or one task of it.
type target struct {
	lesson.Dir
	task string // empty for all
}

// checkTargets finds what a check is asked for.
func checkTargets(env *env, args []string, all bool) ([]target, error) {
	if all {
		if len(args) > 0 {
			return nil, usageErrorf("-all checks every step: leave out %q, or -all", args[0])
		}
		var targets []target
		for _, s := range lesson.Steps {
			targets = append(targets, target{Dir: lesson.Dir{Step: s}})
		}
		return targets, nil
	}
	t, err := oneTarget(env, args)
	return []target{t}, err
}

// oneTarget finds the one step or task that a check or a watch is asked for.
func oneTarget(env *env, args []string) (target, error) {
	if len(args) > 1 {
		return target{}, usageErrorf("%s takes one step or one task, as in: go tool workshop %[1]s 1", env.verb.name)
	}
	if len(args) == 0 {
		if d, ok := dirHere(env); ok {
			return target{Dir: d}, nil
		}
		o, err := survey(env)
		return target{Dir: lesson.Dir{Step: o.current().Step}}, err
	}
	if step, task, err := lesson.FindTask(args[0]); err == nil {
		return target{Dir: lesson.Dir{Step: step}, task: task.ID}, nil
	}
	d, err := lesson.FindDir(args[0])
	if err != nil {
		return target{}, noStepOrTask(args[0])
	}
	return target{Dir: d}, nil
}

// noStepOrTask answers a step or a task that there is not, with the nearest one.
func noStepOrTask(name string) error {
	var nearest string
	best := (len(name) + 1) / 2
	for _, s := range lesson.Steps {
		names := []string{s.Name, s.Solution()}
		for _, t := range s.Tasks {
			names = append(names, t.ID)
		}
		for _, n := range names {
			if d := distance(strings.ToLower(name), n); d <= best && (nearest == "" || d < best) {
				nearest, best = n, d
			}
		}
	}
	suggestion := ""
	if nearest != "" {
		suggestion = fmt.Sprintf("; did you mean %q?", nearest)
	}
	return usageErrorf("there is no step or task %q%s\nThe steps are:\n%s\nA task is typed as in 1.2: go tool workshop check -h says more.", name, suggestion, stepList())
}

// dirHere is the step's folder that the working directory is, or is in.
func dirHere(env *env) (lesson.Dir, bool) {
	wd, err := os.Getwd()
	if err != nil {
		return lesson.Dir{}, false
	}
	rel, err := filepath.Rel(env.Root, wd)
	if err != nil {
		return lesson.Dir{}, false
	}
	path := filepath.ToSlash(rel)
	for _, d := range lesson.Dirs() {
		if path == d.Path() || strings.HasPrefix(path, d.Path()+"/") {
			return d, true
		}
	}
	return lesson.Dir{}, false
}
