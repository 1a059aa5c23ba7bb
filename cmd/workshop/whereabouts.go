package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
	learner "example.com/metricsworkshop/internal/progress"
)

// stepAtHand returns the step that its user is at: the one whose folder this is, or
// else the one that they have come to. ok is false for who has only just cloned.
func (e *env) stepAtHand() (step lesson.Step, ok bool) {
	if d, ok := dirHere(e); ok {
		return d.Step, true
	}
	o, err := survey(e)
	if err != nil || !o.begun() {
		return lesson.Step{}, false
	}
	return o.current().Step, true
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

// firstOpen returns the first task of a step that its learner has not done. Of what no
// test has been run yet the core tasks are open, and those shipped solved are not.
func firstOpen(step lesson.Step, result learner.Result) (lesson.Task, bool) {
	for _, t := range step.Tasks {
		if isOpen(t, result) {
			return t, true
		}
	}
	return lesson.Task{}, false
}

func isOpen(t lesson.Task, result learner.Result) bool {
	status, known := result.Tasks[t.ID]
	if !known {
		return t.Track == lesson.Core
	}
	return status != learner.Done
}

// remembered is what the command line remembers of its user. What cannot be read is
// told, and is not needed.
func (e *env) remembered() learner.State {
	s, err := learner.Load(e.Root)
	if err != nil {
		fmt.Fprintf(e.Stderr, "what you have done so far cannot be read: %v\n", err)
	}
	return s
}
