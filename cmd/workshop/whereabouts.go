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
// else the first that has an open task, as far as its tests have been run. ok is false
// if nothing says which.
func (e *env) stepAtHand(s learner.State) (step lesson.Step, ok bool) {
	if step, ok := e.stepOfFolder(); ok {
		return step, true
	}
	for i, step := range lesson.Steps {
		result, known := s.Results[step.Name]
		if !known || step.Number < s.Start {
			continue
		}
		if _, open := firstOpen(step, result); open {
			return step, true
		}
		if i+1 < len(lesson.Steps) && s.Results[lesson.Steps[i+1].Name].Tasks == nil {
			return lesson.Steps[i+1], true // this one is done, and nobody has looked at the next
		}
	}
	return lesson.Step{}, false
}

// stepOfFolder returns the step whose starter or solution is the working directory.
func (e *env) stepOfFolder() (lesson.Step, bool) {
	here, err := os.Getwd()
	if err != nil {
		return lesson.Step{}, false
	}
	below, err := filepath.Rel(e.Root, here)
	if err != nil {
		return lesson.Step{}, false
	}
	below = filepath.ToSlash(below) + "/"
	for _, step := range lesson.Steps {
		if strings.HasPrefix(below, step.Starter()+"/") || strings.HasPrefix(below, step.Solution()+"/") {
			return step, true
		}
	}
	return lesson.Step{}, false
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
