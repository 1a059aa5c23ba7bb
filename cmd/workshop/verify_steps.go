package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

const (
	maxRedLines   = 40  // of a whole red run of an untouched starter
	maxRedColumns = 100 // of each of its lines
)

// stepChecks prove every step's starter, deeper tasks and solution.
func (v *verifier) stepChecks() []check {
	var checks []check
	for _, s := range lesson.Steps {
		checks = append(checks, check{name: "starter " + s.Starter(), run: func(ctx context.Context) (string, error) {
			return v.checkStarter(ctx, s)
		}})
		for _, t := range s.Tasks {
			if t.Track != lesson.Deeper {
				continue
			}
			for _, body := range t.Bodies {
				checks = append(checks, check{name: fmt.Sprintf("deeper %s without %s", t.ID, body), run: func(ctx context.Context) (string, error) {
					return v.checkDeeper(ctx, s, t, body)
				}})
			}
		}
		checks = append(checks, check{name: "solution " + s.Solution(), run: func(ctx context.Context) (string, error) {
			return v.checkSolution(ctx, s)
		}})
	}
	return checks
}

// checkStarter proves that a starter is red exactly in its open tasks, by
// assertion, and briefly.
func (v *verifier) checkStarter(ctx context.Context, s lesson.Step) (string, error) {
	run, err := v.goTest(ctx, lesson.Dir{Step: s}, nil)
	if err != nil {
		return "", err
	}
	if err := run.broken(); err != nil {
		return "", err
	}
	if err := checkTestNames(s, run); err != nil {
		return "", err
	}
	var want []string
	for _, t := range s.CoreTasks() {
		want = append(want, t.Test)
	}
	slices.Sort(want)
	if got := run.failed(); !slices.Equal(got, want) {
		return "", fmt.Errorf("red: %s; want exactly the open tasks: %s\n%s", strings.Join(got, ", "), strings.Join(want, ", "), run.output)
	}
	lines, err := v.redLines(ctx, s)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("red in %s, %d lines", strings.Join(want, " and "), lines), nil
}

// redLines counts what a learner sees of an untouched starter.
func (v *verifier) redLines(ctx context.Context, s lesson.Step) (int, error) {
	out, ok, err := v.shippedTest(ctx, lesson.Dir{Step: s}, nil)
	if err != nil {
		return 0, err
	}
	if ok {
		return 0, errors.New("go test ./... in the starter is green")
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) > maxRedLines {
		return 0, fmt.Errorf("a red run has %d lines; want at most %d", len(lines), maxRedLines)
	}
	for _, line := range lines {
		if columns := len([]rune(line)); columns > maxRedColumns {
			return 0, fmt.Errorf("a red run has a line of %d columns; want at most %d: %s", columns, maxRedColumns, line)
		}
	}
	return len(lines), nil
}

// checkTestNames proves that the tests that ran are those of the manifest: a
// test that does not run cannot fail.
func checkTestNames(s lesson.Step, run testRun) error {
	got, want := slices.Sorted(maps.Keys(run.result)), slices.Sorted(slices.Values(s.Tests))
	if slices.Equal(got, want) {
		return nil
	}
	return fmt.Errorf("tests that ran: %s\nthe manifest has: %s\n%s", strings.Join(got, ", "), strings.Join(want, ", "), run.output)
}

// checkDeeper proves that a deeper task's test notices when its body is gone.
func (v *verifier) checkDeeper(ctx context.Context, s lesson.Step, t lesson.Task, body string) (string, error) {
	changed, err := lesson.DeleteBody(s.Code(v.pristine[s.Solution()]), body, t.Stub)
	if err != nil {
		return "", err
	}
	if _, ok := changed[t.File]; !ok {
		return "", fmt.Errorf("%s is not in %s, where the manifest has it", body, t.File)
	}
	run, err := v.goTest(ctx, lesson.Dir{Step: s, Solution: true}, changed, "-vet=off")
	if err != nil {
		return "", err
	}
	if err := run.broken(); err != nil {
		return "", err
	}
	if run.result[t.Test] != "fail" {
		return "", fmt.Errorf("%s does not fail; failed: %s", t.Test, strings.Join(run.failed(), ", "))
	}
	return "red in " + strings.Join(run.failed(), ", "), nil
}

// checkSolution proves that a solution is green, with the race detector where
// there is one.
func (v *verifier) checkSolution(ctx context.Context, s lesson.Step) (string, error) {
	args, note := []string{"-shuffle=on", "-race"}, "with -race"
	if !v.race {
		args, note = args[:1], "without -race: cgo is off, or has no C compiler"
	}
	run, err := v.goTest(ctx, lesson.Dir{Step: s, Solution: true}, nil, args...)
	if err != nil {
		return "", err
	}
	if err := checkTestNames(s, run); err != nil {
		return "", err
	}
	if !run.ok {
		return "", fmt.Errorf("red in %s\n%s", strings.Join(run.failed(), ", "), run.output)
	}
	return note, nil
}
