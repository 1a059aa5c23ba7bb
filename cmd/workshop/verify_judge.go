package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
)

// judge says whether a task's answer i got what it deserves, once all have been tried.
func (v *verifier) judge(ctx context.Context, task *taskTrial, i int) (string, error) {
	switch t := task.trials[i]; {
	case t.err != nil:
		return "", t.err
	case t.Right:
		return v.judgeRight(t)
	default:
		return judgeWrong(task.trials, i, task.starter(ctx))
	}
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

// judgeWrong proves that trials[i] fails its test, and that one only, and says so in
// words that the starter does not get, and no wrong answer to the task that is not
// declared to be like it.
func judgeWrong(trials []trial, i int, starter string) (string, error) {
	t := trials[i]
	words := func(output string) string { return strings.Join(strings.Fields(output), " ") } // unwrapped
	fails := func(test string) bool { return strings.Contains(t.output, "--- FAIL: "+test+" (") }
	switch {
	case t.ok:
		return "", fmt.Errorf("a wrong answer is accepted by %s", t.Fails)
	case strings.Contains("\n"+t.output, "\npanic: "):
		return "", fmt.Errorf("%s does not fail by assertion:\n%s", t.Fails, t.output)
	case t.Fails != t.Task.Test && fails(t.Task.Test):
		return "", fmt.Errorf("it fails %s; want it to pass that one, and to fail %s:\n%s", t.Task.Test, t.Fails, t.output)
	case !fails(t.Fails):
		return "", fmt.Errorf("%s does not fail by assertion:\n%s", t.Fails, t.output)
	case !t.Says.MatchString(words(t.output)):
		return "", fmt.Errorf("its message does not match %q:\n%s", t.Says, t.output)
	case t.Says.MatchString(words(starter)):
		return "", fmt.Errorf("its message %q is also what the untouched starter gets", t.Says)
	}
	alike := func(a trial) string { return cmp.Or(a.Like, a.Name) }
	for _, other := range trials {
		if !other.Right && alike(other) != alike(t) && t.Says.MatchString(words(other.output)) {
			return "", fmt.Errorf("its message %q is also what %q gets:\n%s", t.Says, other.Title, other.output)
		}
	}
	return "fails " + t.Fails, nil
}
