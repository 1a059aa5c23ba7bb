package main

import (
	"regexp"
	"slices"

	"example.com/metricsworkshop/internal/lesson"
	learner "example.com/metricsworkshop/internal/progress"
)

// A stepCheck is what the tests say of a step's folder.
type stepCheck struct {
	target
	hash    string // of what was judged; empty if that changed meanwhile
	tasks   []taskCheck
	broken  []string // shipped tests of no task that fail
	own     []string // tests of the learner's that fail
	problem *problem // why not all tests could speak; nil if they could
	notes   []string // what the learner should know besides
	race    bool
	run     testRun
}

// A taskCheck is what its test says of a task.
type taskCheck struct {
	lesson.Task
	status learner.Status
}

// failing is the test that says what the task lacks: the first of its own that fails.
func (r stepCheck) failing(t taskCheck) string {
	for _, name := range t.Tests() {
		if r.run.result[name] == "fail" {
			return name
		}
	}
	return t.Test
}

// needed is what a test says when it does not judge its task before another one is done.
var needed = regexp.MustCompile(`needs task (\d\.\d)`)

// waitsFor is the task that has to be done before the test of t judges it; empty for none.
func (r stepCheck) waitsFor(t taskCheck) string {
	if t.status != learner.NotReached || r.run.result[t.Test] != "skip" {
		return ""
	}
	if m := needed.FindStringSubmatch(r.run.said[t.Test]); m != nil {
		return m[1]
	}
	return ""
}

// ok reports whether all that was checked is done.
func (r stepCheck) ok() bool {
	_, open := r.firstOpen()
	return !open && len(r.broken) == 0 && r.problem == nil
}

// firstOpen is the first task whose test fails.
func (r stepCheck) firstOpen() (taskCheck, bool) {
	open := r.openTasks()
	if len(open) == 0 {
		return taskCheck{}, false
	}
	return open[0], true
}

// openTasks are those whose tests fail, and if there are none those whose tests did not
// get to run.
func (r stepCheck) openTasks() []taskCheck {
	for _, status := range []learner.Status{learner.Open, learner.NotReached} {
		var tasks []taskCheck
		for _, t := range r.tasks {
			if t.status == status {
				tasks = append(tasks, t)
			}
		}
		if len(tasks) > 0 {
			return tasks
		}
	}
	return nil
}

// judge says of each task what its test said, and what kept tests from speaking.
func (r *stepCheck) judge(root string, tasks []lesson.Task, files, pristine lesson.Files) {
	byTask := map[string]bool{}
	for _, t := range tasks {
		status := learner.NotReached
		if r.run.result[t.Test] == "pass" {
			status = learner.Done
		}
		for _, name := range t.Tests() {
			byTask[name] = true
			if r.run.result[name] == "fail" {
				status = learner.Open
			}
		}
		r.tasks = append(r.tasks, taskCheck{t, status})
	}
	for _, name := range r.run.failed() {
		switch {
		case byTask[name]:
		case slices.Contains(r.Step.Tests, name):
			r.broken = append(r.broken, name)
		default:
			r.own = append(r.own, name)
		}
	}
	r.problem = findProblem(root, r, files)
	r.notes = append(r.notes, missingFiles(r.Dir, files, pristine)...)
}
