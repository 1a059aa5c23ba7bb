package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A testRun is what "go test -json" reported of one package.
type testRun struct {
	result  map[string]string // of each top-level test: pass, fail or skip
	said    map[string]string // by top-level test: what it and its subtests said, without those that passed
	hanging []string          // the top-level tests that began and did not end
	build   string            // what the go command said while it built the package
	output  string            // all that was printed, but what passing tests say
	ok      bool
}

// failed are the tests that failed, in their order.
func (r testRun) failed() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(r.result)) {
		if r.result[name] == "fail" {
			names = append(names, name)
		}
	}
	return names
}

// timedOut is what a program of tests says when its time is over, and crashed reports
// whether one that has not passed was ended by a panic or by the runtime.
const timedOut = "panic: test timed out"

func (r testRun) crashed() bool {
	return strings.Contains("\n"+r.output, "\npanic: ") || strings.Contains("\n"+r.output, "\nfatal error: ")
}

// broken says what kept the tests from deciding: no build, a panic, a time-out.
func (r testRun) broken() error {
	switch {
	case strings.Contains(r.output, timedOut):
		return fmt.Errorf("timed out:\n%s", r.output)
	case r.crashed():
		return fmt.Errorf("panicked:\n%s", r.output)
	case len(r.result) == 0:
		return fmt.Errorf("no test ran:\n%s", r.output)
	}
	return nil
}

func parseTestRun(out string, ok bool) testRun {
	run := testRun{result: map[string]string{}, said: map[string]string{}, ok: ok}
	printed := map[string]*strings.Builder{} // by test, subtests apart; "" is the package
	passed := map[string]bool{}
	var order []string
	write := func(test, text string) {
		if printed[test] == nil {
			printed[test] = &strings.Builder{}
			order = append(order, test)
		}
		printed[test].WriteString(text)
	}
	for line := range strings.Lines(out) {
		var event struct{ Action, Test, Output string }
		if json.Unmarshal([]byte(line), &event) != nil {
			write("", line) // the go command's own words
			continue
		}
		top := !strings.Contains(event.Test, "/") && event.Test != ""
		switch event.Action {
		case "run":
			if top {
				run.hanging = append(run.hanging, event.Test)
			}
		case "build-output":
			run.build += event.Output
			write("", event.Output)
		case "output":
			if !strings.HasPrefix(event.Output, "=== ") {
				write(event.Test, event.Output)
			}
		case "pass", "fail", "skip":
			passed[event.Test] = event.Action == "pass"
			if top {
				run.result[event.Test] = event.Action
				run.hanging = slices.DeleteFunc(run.hanging, func(name string) bool { return name == event.Test })
			}
		}
	}
	var output strings.Builder
	for _, test := range order {
		if test != "" && passed[test] {
			continue
		}
		text := printed[test].String()
		output.WriteString(text)
		top, _, _ := strings.Cut(test, "/")
		run.said[top] += text
	}
	run.output = output.String()
	return run
}
