package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"example.com/metricsworkshop/internal/lesson"
	learner "example.com/metricsworkshop/internal/progress"
)

// An overview is what is known of a learner's way without running a test.
type overview struct {
	learner.State
	steps []stepView
}

// A stepView is what is known of a step.
type stepView struct {
	lesson.Step
	tasks   map[string]learner.Status // by the task's ID; those that are not there are not known
	problem string                    // why not all tests could speak
	touched bool                      // its files are not the shipped ones
	gone    bool                      // there is no such folder
	skipped bool                      // the learner began behind it
}

// survey finds out what is known. What the tests said of a step counts as long as nothing
// that they depend on has changed; of an untouched step it is known anyway.
func survey(env *env) (overview, error) {
	state, err := learner.Load(env.Root)
	if err != nil {
		return overview{}, environmentErrorf("%w", err)
	}
	o := overview{State: state}
	for _, s := range lesson.Steps {
		view := stepView{Step: s, skipped: s.Number < state.Start}
		pristine, err := lesson.Pristine(lesson.Dir{Step: s})
		if err != nil {
			return o, damagedErrorf("%w\ngit checkout :/%s brings it back", err, lesson.ArchivePath)
		}
		files, err := lesson.ReadDir(filepath.Join(env.Root, s.Starter()))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			view.gone = true
		case err != nil:
			return o, environmentErrorf("%w", err)
		case !touched(s, files, pristine):
			view.tasks = untouchedTasks(s)
		default:
			view.touched = true
			hash, err := stepHash(env.Root, lesson.Dir{Step: s}, files, pristine)
			if err != nil {
				return o, environmentErrorf("%w", err)
			}
			if known := state.Results[s.Name]; known.Hash == hash {
				view.tasks, view.problem = known.Tasks, known.Problem
			}
		}
		o.steps = append(o.steps, view)
	}
	return o, nil
}

// touched reports whether the files that count are others than the shipped ones.
func touched(s lesson.Step, files, pristine lesson.Files) bool {
	for name, content := range files {
		if original, ok := pristine[name]; counts(s, name) && (!ok || !sameText(content, original)) {
			return true
		}
	}
	for name := range pristine {
		if _, ok := files[name]; counts(s, name) && !ok {
			return true
		}
	}
	return false
}

// untouchedTasks are those of a step as it was shipped: the core tasks are open, and the
// deeper ones are shipped solved. verify proves it.
func untouchedTasks(s lesson.Step) map[string]learner.Status {
	tasks := map[string]learner.Status{}
	for _, t := range s.Tasks {
		tasks[t.ID] = learner.Done
		if t.Track == lesson.Core {
			tasks[t.ID] = learner.Open
		}
	}
	return tasks
}

// current is the step the learner is at: the first with a core task that is not known to
// be done, from where the learner began on, or else the last.
func (o overview) current() stepView {
	for _, s := range o.steps {
		if !s.skipped && s.coreDone() < len(s.CoreTasks()) {
			return s
		}
	}
	return o.steps[len(o.steps)-1]
}

// here is the step whose folder its user is in, or else the one that they have come to.
func (o overview) here(env *env) stepView {
	if d, ok := dirHere(env); ok && !d.Solution {
		return o.at(d.Step)
	}
	return o.current()
}

// at is the view of a step.
func (o overview) at(s lesson.Step) stepView { return o.steps[s.Number-1] }

// begun reports whether the learner has done anything yet.
func (o overview) begun() bool {
	for _, s := range o.steps {
		if s.touched || s.gone {
			return true
		}
	}
	return o.Start > 0 || len(o.Results) > 0 || len(o.Hints) > 0
}

// coreDone counts the core tasks that are known to be done.
func (s stepView) coreDone() int {
	n := 0
	for _, t := range s.CoreTasks() {
		if s.tasks[t.ID] == learner.Done {
			n++
		}
	}
	return n
}

// known reports whether the status of every task is known.
func (s stepView) known() bool { return len(s.tasks) == len(s.Tasks) }

// open is the first task that is known not to be done.
func (s stepView) open() (lesson.Task, bool) {
	for _, t := range s.Tasks {
		if status, ok := s.tasks[t.ID]; ok && status != learner.Done {
			return t, true
		}
	}
	return lesson.Task{}, false
}

// state says in a few words how far a step is.
func (s stepView) state() string {
	core := len(s.CoreTasks())
	_, open := s.open()
	switch {
	case s.gone:
		return "its folder is gone"
	case s.touched && s.known() && !open:
		return "done"
	case s.touched && s.known() && s.coreDone() == core:
		return "core tasks done"
	case s.skipped:
		return "skipped"
	case !s.touched:
		return "not begun"
	case s.known():
		return fmt.Sprintf("%d of %d core tasks done", s.coreDone(), core)
	default:
		return "changed but not checked"
	}
}
