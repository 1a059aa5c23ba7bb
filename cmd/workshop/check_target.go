package main

import "example.com/metricsworkshop/internal/lesson"

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
	if looksLikeTask(args[0]) {
		step, task, err := findTask(args[0])
		return target{Dir: lesson.Dir{Step: step}, task: task.ID}, err
	}
	d, err := findStep(args[0])
	return target{Dir: d}, err
}
