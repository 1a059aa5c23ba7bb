package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"example.com/metricsworkshop/internal/lesson"
)

// A trial is an answer in the solution's place, and what the tests said of it.
type trial struct {
	lesson.Answer
	output string // as a learner sees it, without -v
	ok     bool
	err    error
}

// answerChecks try every answer of the corpus. Their lines are the matrix: each
// answer, and the tests that it fails.
func (v *verifier) answerChecks() []check {
	var checks []check
	for _, s := range lesson.Steps {
		answers, err := lesson.Answers(s)
		if err != nil {
			checks = append(checks, check{"answers of " + s.Name, func(context.Context) (string, error) { return "", err }})
		}
		byTask := map[string][]lesson.Answer{}
		for _, a := range answers {
			byTask[a.Task.ID] = append(byTask[a.Task.ID], a)
		}
		for _, t := range s.Tasks {
			checks = append(checks, v.taskChecks(s, byTask[t.ID])...)
		}
	}
	return checks
}

// taskChecks try the answers to one task all at once, when the first of them is
// asked for: their messages are compared with each other.
func (v *verifier) taskChecks(s lesson.Step, answers []lesson.Answer) []check {
	var (
		once    sync.Once
		trials  []trial
		starter string
		checks  []check
	)
	for i, a := range answers {
		kind := "wrong"
		if a.Right {
			kind = "right"
		}
		checks = append(checks, check{fmt.Sprintf("%s %s: %s", kind, a.Task.ID, a.Title), func(ctx context.Context) (string, error) {
			once.Do(func() {
				starter, _, _ = v.overlaidTest(ctx, s.Starter(), nil)
				trials = v.tryAll(ctx, s, answers)
			})
			if trials[i].err != nil {
				return "", trials[i].err
			}
			if a.Right {
				return v.judgeRight(trials[i])
			}
			return judgeWrong(trials, i, starter)
		}})
	}
	return checks
}

// tryAll tries the answers to one task, some at a time.
func (v *verifier) tryAll(ctx context.Context, s lesson.Step, answers []lesson.Answer) []trial {
	trials := make([]trial, len(answers))
	slots := make(chan struct{}, workers())
	tried := make(chan struct{})
	for i, a := range answers {
		go func() {
			slots <- struct{}{}
			trials[i] = v.try(ctx, s, a)
			<-slots
			tried <- struct{}{}
		}()
	}
	for n := range answers {
		v.doing.Store(fmt.Sprintf("wrong and right answers to %s: %d of %d", answers[0].Task.ID, n, len(answers)))
		<-tried
	}
	return trials
}

// try runs the tests with an answer in the solution's place: all of them for a
// right one, the task's own for a wrong one.
func (v *verifier) try(ctx context.Context, s lesson.Step, a lesson.Answer) trial {
	t := trial{Answer: a}
	changes, err := a.Files(v.pristine[s.Solution()])
	if err != nil {
		t.err = err
		return t
	}
	args := []string{"-vet=off"}
	if !a.Right {
		args = append(args, "-run=^"+a.Task.Test+"$")
	}
	t.output, t.ok, t.err = v.overlaidTest(ctx, s.Solution(), changes, args...)
	return t
}

// judgeRight proves that a right answer passes every test, and that it is more
// than the solution under other names.
func (v *verifier) judgeRight(t trial) (string, error) {
	if !t.ok {
		return "", fmt.Errorf("a right answer is rejected\n%s", t.output)
	}
	renamed, err := t.OnlyRenames(v.pristine[t.Step.Solution()])
	if err != nil {
		return "", err
	}
	if renamed {
		return "", errors.New("it differs from the solution in names only: it proves nothing more")
	}
	return "passes", nil
}

// judgeWrong proves that trials[i] fails its task's test, and says so in words
// that no other wrong answer to the task and not the starter gets.
func judgeWrong(trials []trial, i int, starter string) (string, error) {
	t := trials[i]
	words := func(output string) string { return strings.Join(strings.Fields(output), " ") } // unwrapped
	switch {
	case t.ok:
		return "", fmt.Errorf("a wrong answer is accepted by %s", t.Task.Test)
	case strings.Contains("\n"+t.output, "\npanic: ") || !strings.Contains(t.output, "--- FAIL: "+t.Task.Test):
		return "", fmt.Errorf("%s does not fail by assertion:\n%s", t.Task.Test, t.output)
	case !t.Says.MatchString(words(t.output)):
		return "", fmt.Errorf("its message does not match %q:\n%s", t.Says, t.output)
	case t.Says.MatchString(words(starter)):
		return "", fmt.Errorf("its message %q is also what the untouched starter gets", t.Says)
	}
	for j, other := range trials {
		if i != j && !other.Right && t.Says.MatchString(words(other.output)) {
			return "", fmt.Errorf("its message %q is also what %q gets:\n%s", t.Says, other.Title, other.output)
		}
	}
	return "fails " + t.Task.Test, nil
}
