package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

// A trial is an answer in the solution's place, and what the tests said of it.
type trial struct {
	lesson.Answer
	wanted bool   // the result is asked for
	output string // as a learner sees it, without -v
	ok     bool
	err    error
	took   time.Duration
}

// A taskTrial is all that is known of the answers to one task. Their messages are
// compared with each other, so they are judged when all have been tried.
type taskTrial struct {
	lesson.Task
	trials  []trial
	tried   sync.WaitGroup
	starter func(context.Context) string // what the tests say of the untouched starter
}

// answerChecks try every answer of the corpus. Their lines are the matrix: each
// answer, and the tests that it fails. The first that is asked for starts the trials
// of all, which go on while the first tasks are judged.
func (v *verifier) answerChecks() []check {
	var (
		checks []check
		tasks  []*taskTrial
		once   sync.Once
	)
	start := func(ctx context.Context) { once.Do(func() { v.tryAll(ctx, tasks) }) }
	for _, s := range lesson.Steps {
		answers, err := lesson.Answers(s)
		if err != nil {
			checks = append(checks, check{name: "answers of " + s.Name, run: func(context.Context) (string, error) { return "", err }})
		}
		byTask := map[string][]trial{}
		for _, a := range answers {
			byTask[a.Task.ID] = append(byTask[a.Task.ID], trial{Answer: a})
		}
		starter := v.starterWords(s)
		for _, t := range s.Tasks {
			task := &taskTrial{Task: t, trials: byTask[t.ID], starter: starter}
			for i, name := range task.names() {
				checks = append(checks, check{name: name, took: &task.trials[i].took, run: func(ctx context.Context) (string, error) {
					start(ctx)
					task.tried.Wait()
					return v.judge(ctx, task, i)
				}})
			}
			judged, shown := slices.ContainsFunc(task.names(), v.only.MatchString), v.only.MatchString(likelyCheck)
			for i := range task.trials {
				task.trials[i].wanted = judged || shown && task.trials[i].Likely > 0
			}
			tasks = append(tasks, task)
		}
	}
	return append(checks, check{name: likelyCheck, run: func(ctx context.Context) (string, error) {
		start(ctx)
		return v.checkLikely(ctx, tasks)
	}})
}

// names are those of the checks of a task's answers.
func (t *taskTrial) names() []string {
	var names []string
	for _, a := range t.trials {
		kind := "wrong"
		if a.Right {
			kind = "right"
		}
		names = append(names, fmt.Sprintf("%s %s: %s", kind, a.Task.ID, a.Title))
	}
	return names
}

// starterWords returns a function that runs the tests of a step's untouched starter,
// once, and returns what they print.
func (v *verifier) starterWords(s lesson.Step) func(context.Context) string {
	var (
		once   sync.Once
		output string
	)
	return func(ctx context.Context) string {
		once.Do(func() { output, _, _ = v.shippedTest(ctx, lesson.Dir{Step: s}, nil) })
		return output
	}
}

// tryAll starts the trials that are wanted.
func (v *verifier) tryAll(ctx context.Context, tasks []*taskTrial) {
	var (
		jobs []func()
		done atomic.Int64
	)
	for _, task := range tasks {
		for i := range task.trials {
			if !task.trials[i].wanted {
				continue
			}
			task.tried.Add(1)
			jobs = append(jobs, func() {
				defer task.tried.Done()
				v.try(ctx, &task.trials[i])
				v.doing.Store(fmt.Sprintf("wrong and right answers: %d of %d", done.Add(1), len(jobs)))
			})
		}
	}
	v.start(workers(), jobs)
}

// try runs the tests with an answer in the solution's place: all of them for a
// right one, the task's own and the one that must fail for a wrong one.
func (v *verifier) try(ctx context.Context, t *trial) {
	if t.err = ctx.Err(); t.err != nil {
		return
	}
	began := time.Now()
	defer func() { t.took = time.Since(began) }()
	solution := lesson.Dir{Step: t.Step, Solution: true}
	changes, err := t.Files(v.pristine[solution.Path()])
	if err != nil {
		t.err = err
		return
	}
	args := []string{"-vet=off"}
	if !t.Right {
		args = append(args, fmt.Sprintf("-run=^(%s|%s)$", t.Task.Test, t.Fails)) // mostly one and the same
	}
	t.output, t.ok, t.err = v.shippedTest(ctx, solution, changes, args...)
}
