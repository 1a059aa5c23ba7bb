package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// findStep finds a step's folder by what people type. The error suggests the nearest
// step, and lists all.
func findStep(typed string) (lesson.Dir, error) {
	dir, err := lesson.FindDir(typed)
	if err == nil {
		return dir, nil
	}
	if near := nearestStep(typed); near != "" {
		return dir, usageErrorf("there is no step %q; did you mean %s? The steps are:\n%s", typed, near, stepList())
	}
	return dir, usageErrorf("there is no step %q; the steps are:\n%s", typed, stepList())
}

// findTask finds a task by its number. The error suggests the nearest one, and lists
// those that may have been meant.
func findTask(typed string) (lesson.Step, lesson.Task, error) {
	step, task, err := lesson.FindTask(typed)
	if err == nil {
		return step, task, nil
	}
	number, _, _ := strings.Cut(typed, ".")
	if dir, err := lesson.FindDir(number); err == nil && !dir.Solution && strings.Contains(typed, ".") {
		return step, task, usageErrorf("there is no task %q (an experiment of a README is none); the tasks of step %s are:\n%s", typed, number, taskList(dir.Step))
	}
	if near := nearestTask(typed); near != "" {
		return step, task, usageErrorf("there is no task %q; did you mean %s? The tasks are:\n%s", typed, near, taskList(lesson.Steps...))
	}
	return step, task, usageErrorf("there is no task %q; the tasks are:\n%s", typed, taskList(lesson.Steps...))
}

// looksLikeTask reports whether what was typed, where a step or a task may stand, is
// meant for a task.
func looksLikeTask(typed string) bool {
	return strings.Contains(typed, ".") && !strings.ContainsAny(typed, `/\`) && digits(typed) != ""
}

// nearestStep is what may have been meant by a step that there is not; "" for nothing.
func nearestStep(typed string) string {
	short, solution := strings.CutPrefix(strings.ToLower(typed), "solutions/")
	short = strings.Trim(short, "/ ")
	if n, err := strconv.Atoi(digits(short)); err == nil && n > len(lesson.Steps) {
		return "" // no misspelling: a step that the workshop has not
	}
	nearest, best := "", len(short)/2+1
	for _, s := range lesson.Steps {
		for _, name := range []string{fmt.Sprintf("step%d", s.Number), fmt.Sprintf("step%02d", s.Number), s.Name} {
			far := distance(short, name)
			if len(short) > 2 && strings.Contains(name, short) {
				far = 0 // a part of the name: leakfix
			}
			if far < best {
				nearest, best = name, far
			}
		}
	}
	if solution && nearest != "" {
		return "solutions/" + nearest
	}
	return nearest
}

// nearestTask is what may have been meant by a task that there is not: one whose two
// digits were typed in another way, as in 1,2, or the one that a test proves.
func nearestTask(typed string) string {
	number := strings.Join(strings.Split(digits(typed), ""), ".")
	for _, s := range lesson.Steps {
		i := slices.IndexFunc(s.Tasks, func(t lesson.Task) bool {
			return t.ID == number || strings.EqualFold(t.Test, typed)
		})
		if i >= 0 {
			return s.Tasks[i].ID
		}
	}
	return ""
}

// digits are the digits of a text, and nothing else of it.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// oneStep finds the step that the verb is asked for.
func (e *env) oneStep(args []string) (lesson.Dir, error) {
	if len(args) != 1 {
		return lesson.Dir{}, usageErrorf("%s takes one step, as in: go tool workshop %[1]s 4\nThe steps:\n%[2]s", e.verb.name, stepList())
	}
	if step, task, err := lesson.FindTask(args[0]); err == nil {
		return lesson.Dir{}, usageErrorf("%s is a task; its step is %d: go tool workshop %s %[2]d", task.ID, step.Number, e.verb.name)
	}
	return findStep(args[0])
}

// oneTask finds the task that the verb is asked for.
func (e *env) oneTask(args []string) (lesson.Step, lesson.Task, error) {
	if len(args) != 1 {
		return lesson.Step{}, lesson.Task{}, usageErrorf("%s takes one task, as in: go tool workshop %[1]s 1.2\nThe tasks:\n%[2]s",
			e.verb.name, taskList(lesson.Steps...))
	}
	if dir, err := lesson.FindDir(args[0]); err == nil {
		return lesson.Step{}, lesson.Task{}, usageErrorf("%s is a step; its tasks are:\n%s\nAs in: go tool workshop %s %s",
			args[0], taskList(dir.Step), e.verb.name, dir.Step.Tasks[0].ID)
	}
	return findTask(args[0])
}

// listed are some words as one reads them: a, b and c.
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
