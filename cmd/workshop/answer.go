package main

import (
	"cmp"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// nearestAnswers is how many names a name that is none is answered by.
const nearestAnswers = 5

// A swap is a solution as it was shipped, with an answer in place of its own lines.
type swap struct {
	lesson.Answer
	dir      lesson.Dir
	solution lesson.Files // all of it
	changes  lesson.Files // what the answer makes of some of it
}

// findSwap finds an answer to a step's tasks by its name.
func findSwap(d lesson.Dir, name string) (*swap, error) {
	if !d.Solution {
		return nil, usageErrorf("-answer: an answer takes the place of a solution's lines, and %s is a starter\n"+
			"Run the solution: go tool workshop run solutions/%d -answer %s", d.Path(), d.Step.Number, name)
	}
	answers, err := lesson.Answers(d.Step)
	if err != nil {
		return nil, damagedErrorf("%w\ngit checkout -- internal/lesson brings the answers back", err)
	}
	i := slices.IndexFunc(answers, func(a lesson.Answer) bool { return a.Name == name })
	if i < 0 {
		return nil, noAnswer(d, answers, name)
	}
	solution, err := lesson.Pristine(d)
	if err != nil {
		return nil, damagedErrorf("%w\ngit checkout -- %s brings it back", err, lesson.ArchivePath)
	}
	return newSwap(d, solution, answers[i])
}

// newSwap puts an answer in place, if it makes another service.
func newSwap(d lesson.Dir, solution lesson.Files, a lesson.Answer) (*swap, error) {
	changes, err := a.Files(solution)
	if err != nil {
		return nil, damagedErrorf("the answer %s: %w", a.Name, err)
	}
	maps.DeleteFunc(changes, func(name string, _ []byte) bool {
		return !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go")
	})
	if len(changes) == 0 {
		return nil, usageErrorf("-answer: %s is about what a learner writes down or tests, and is no other service to run\n"+
			"See what the tests say of it: go tool workshop verify -only '%s: '", a.Name, a.Task.ID)
	}
	return &swap{Answer: a, dir: d, solution: solution, changes: changes}, nil
}

// noAnswer answers a name that no answer to the step has.
func noAnswer(d lesson.Dir, answers []lesson.Answer, name string) error {
	task, _, _ := strings.Cut(name, "-")
	if step, _, err := lesson.FindTask(task); err == nil && step.Number != d.Step.Number {
		return usageErrorf("-answer: %s is about step %d: go tool workshop run solutions/%[2]d -answer %[1]s", name, step.Number)
	}
	var names []string
	for _, a := range answers {
		names = append(names, a.Name)
	}
	slices.SortStableFunc(names, func(a, b string) int {
		return cmp.Compare(farness(name, a), farness(name, b))
	})
	return usageErrorf("-answer: there is no answer %q to step %d; the nearest are:\n  %s\nAll of them are in internal/lesson/answers/%s",
		name, d.Step.Number, strings.Join(names[:min(nearestAnswers, len(names))], "\n  "), d.Step.Name)
}

// farness is how far a name is from what was typed, which may be a part of it:
// the last words alone.
func farness(typed, name string) int {
	if strings.Contains(name, typed) {
		return 0
	}
	return distance(typed, name)
}

// goFlags writes the service below temp, and returns the flags of "go build" that
// put it before the tree's own files, which stay as they are. No swap needs none.
func (s *swap) goFlags(env *env, temp string) ([]string, error) {
	if s == nil {
		return nil, nil
	}
	path := s.dir.Path()
	v := &verifier{env: env, temp: filepath.Join(temp, "swap"), pristine: map[string]lesson.Files{path: s.solution}}
	if err := v.extract(); err != nil {
		return nil, environmentErrorf("%w", err)
	}
	overlay, err := v.overlay(path, s.changes)
	return []string{"-overlay", overlay}, err
}
