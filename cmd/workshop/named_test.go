package main

import (
	"strings"
	"testing"
)

func TestFindStep(t *testing.T) {
	for typed, want := range map[string]string{
		"step0l":            `there is no step "step0l"; did you mean step01? The steps are:`,
		"setp2":             `there is no step "setp2"; did you mean step2? The steps are:`,
		"leakfix":           `there is no step "leakfix"; did you mean step05-leakfix? The steps are:`,
		"Step04-prof":       `there is no step "Step04-prof"; did you mean step04-pprof? The steps are:`,
		"solutions/stepp03": `there is no step "solutions/stepp03"; did you mean solutions/step03? The steps are:`,
		"step99":            `there is no step "step99"; the steps are:`,
		"6":                 `there is no step "6"; the steps are:`,
		"cache":             `there is no step "cache"; the steps are:`,
		"":                  `there is no step ""; the steps are:`,
	} {
		_, err := findStep(typed)
		if err == nil {
			t.Errorf("findStep(%q) found one", typed)
			continue
		}
		if got, _, _ := strings.Cut(err.Error(), "\n"); got != want || exitCode(err) != exitUsage {
			t.Errorf("findStep(%q) = %q, exit %d; want %q, exit %d", typed, got, exitCode(err), want, exitUsage)
		}
	}
	if dir, err := findStep("solutions/3"); err != nil || dir.Path() != "solutions/step03-newrelic" {
		t.Errorf("findStep(solutions/3) = %s, %v", dir.Path(), err)
	}
}

func TestFindTask(t *testing.T) {
	for typed, want := range map[string]string{
		"1,2":            `there is no task "1,2"; did you mean 1.2? The tasks are:`,
		"12":             `there is no task "12"; did you mean 1.2? The tasks are:`,
		"task1.2":        `there is no task "task1.2"; did you mean 1.2? The tasks are:`,
		"testtransition": `there is no task "testtransition"; did you mean 1.2? The tasks are:`,
		"1.9":            `there is no task "1.9" (an experiment of a README is none); the tasks of step 1 are:`,
		"9.9":            `there is no task "9.9"; the tasks are:`,
		"7":              `there is no task "7"; the tasks are:`,
		"":               `there is no task ""; the tasks are:`,
	} {
		_, _, err := findTask(typed)
		if err == nil {
			t.Errorf("findTask(%q) found one", typed)
			continue
		}
		if got, _, _ := strings.Cut(err.Error(), "\n"); got != want || exitCode(err) != exitUsage {
			t.Errorf("findTask(%q) = %q, exit %d; want %q, exit %d", typed, got, exitCode(err), want, exitUsage)
		}
	}
	if step, task, err := findTask("3.1"); err != nil || step.Number != 3 || task.ID != "3.1" {
		t.Errorf("findTask(3.1) = %s of step %d, %v", task.ID, step.Number, err)
	}
}
