package main

import (
	"fmt"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
	learner "example.com/metricsworkshop/internal/progress"
)

// TestJudgeFix holds that the fix is done by both of its tests, and that what fails is
// its own and no damage elsewhere.
func TestJudgeFix(t *testing.T) {
	step, fix, err := lesson.FindTask("5.3")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name             string
		noLeak, rowError string // how the tests ended; "" if they did not run
		status           learner.Status
		failing          string
	}{
		{"untouched", "fail", "pass", learner.Open, "TestNoLeak"},
		{"an error is lost", "pass", "fail", learner.Open, "TestRowError"},
		{"neither", "fail", "fail", learner.Open, "TestNoLeak"},
		{"good", "pass", "pass", learner.Done, "TestNoLeak"},
		{"no build", "", "", learner.NotReached, "TestNoLeak"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := stepCheck{target: target{Dir: lesson.Dir{Step: step}}, run: testRun{result: map[string]string{}, ok: true}}
			for name, result := range map[string]string{"TestNoLeak": tt.noLeak, "TestRowError": tt.rowError} {
				if result != "" {
					r.run.result[name] = result
				}
			}
			r.judge(t.TempDir(), []lesson.Task{fix}, nil, nil)
			if got := r.tasks[0]; got.status != tt.status || r.failing(got) != tt.failing || len(r.broken) > 0 {
				t.Errorf("5.3 is %s by %s, broken %v; want %s by %s, and nothing broken", got.status, r.failing(got), r.broken, tt.status, tt.failing)
			}
		})
	}
}

// TestWaitsFor says of which task another one waits, if its own test says so.
func TestWaitsFor(t *testing.T) {
	tests := []struct {
		name, result, said, want string
	}{
		{"skipped until another is done", "skip", "    x_test.go:9: needs task 3.1: it makes no segments yet\n", "3.1"},
		{"skipped for something else", "skip", "    x_test.go:9: not on this system\n", ""},
		{"it speaks for itself", "fail", "    why  needs task 3.1\n", ""},
		{"it did not run", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, task, err := lesson.FindTask("3.4")
			if err != nil {
				t.Fatal(err)
			}
			r := stepCheck{run: testRun{result: map[string]string{}, said: map[string]string{task.Test: tt.said}}}
			if tt.result != "" {
				r.run.result[task.Test] = tt.result
			}
			r.judge(t.TempDir(), []lesson.Task{task}, nil, nil)
			if got := r.waitsFor(r.tasks[0]); got != tt.want {
				t.Errorf("it waits for %q; want %q", got, tt.want)
			}
		})
	}
}

// TestKeepShown says which task watch shows after a save.
func TestKeepShown(t *testing.T) {
	open := func(ids ...string) stepCheck {
		var r stepCheck
		for _, id := range ids {
			r.tasks = append(r.tasks, taskCheck{lesson.Task{ID: id, File: id + ".go"}, learner.Open})
		}
		return r
	}
	tests := []struct {
		name   string
		before []string
		shown  int // of those before
		after  []string
		saved  []string
		want   string
	}{
		{"nothing has changed", []string{"5.2", "5.3"}, 1, []string{"5.2", "5.3"}, nil, "5.3"},
		{"it is done", []string{"5.2", "5.3", "5.4"}, 0, []string{"5.3", "5.4"}, nil, "5.3"},
		{"an earlier one is open again", []string{"5.3", "5.4"}, 0, []string{"5.2", "5.3", "5.4"}, nil, "5.2"},
		{"an earlier one is done", []string{"5.2", "5.3", "5.4"}, 2, []string{"5.3", "5.4"}, nil, "5.4"},
		{"the first verdict", nil, 0, []string{"5.1", "5.2"}, nil, "5.1"},
		{"a file of another one is saved", []string{"5.2", "5.3"}, 1, []string{"5.2", "5.3"}, []string{"5.2.go"}, "5.2"},
		{"that and its own", []string{"5.2", "5.3"}, 1, []string{"5.2", "5.3"}, []string{"5.2.go", "5.3.go"}, "5.3"},
		{"one of no open task", []string{"5.2", "5.3"}, 1, []string{"5.2", "5.3"}, []string{"5.1.go"}, "5.3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := &watching{which: tt.shown, saved: tt.saved}
			if tt.before != nil {
				before := open(tt.before...)
				w.last = &before
			}
			after := open(tt.after...)
			w.keepShown(after)
			if got := after.openTasks()[w.which].ID; got != tt.want {
				t.Errorf("%s is shown after %s; want %s", got, fmt.Sprint(tt.after), tt.want)
			}
		})
	}
}
