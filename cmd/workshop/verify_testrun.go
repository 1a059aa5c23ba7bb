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
	result map[string]string // of each top-level test: pass, fail or skip
	output string            // all that was printed, but what passing tests say
	ok     bool
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

// broken says what kept the tests from deciding: no build, a panic, a time-out.
func (r testRun) broken() error {
	switch {
	case strings.Contains(r.output, "panic: test timed out"):
		return fmt.Errorf("timed out:\n%s", r.output)
	case strings.Contains("\n"+r.output, "\npanic: "):
		return fmt.Errorf("panicked:\n%s", r.output)
	case len(r.result) == 0:
		return fmt.Errorf("no test ran:\n%s", r.output)
	}
	return nil
}

func parseTestRun(out string, ok bool) testRun {
	run := testRun{result: map[string]string{}, ok: ok}
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
		switch event.Action {
		case "output", "build-output":
			if !strings.HasPrefix(event.Output, "=== ") {
				write(event.Test, event.Output)
			}
		case "pass", "fail", "skip":
			passed[event.Test] = event.Action == "pass"
			if event.Test != "" && !strings.Contains(event.Test, "/") {
				run.result[event.Test] = event.Action
			}
		}
	}
	var output strings.Builder
	for _, test := range order {
		if test == "" || !passed[test] {
			output.WriteString(printed[test].String())
		}
	}
	run.output = output.String()
	return run
}
