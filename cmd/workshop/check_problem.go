package main

import (
	"fmt"
	"regexp"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// A problem is why not all tests of a step could speak, and what to do about it.
type problem struct {
	Kind   string `json:"kind"`
	Title  string `json:"title"`
	Text   string `json:"text,omitempty"`   // lines of it, with files as they are named in the step
	Remedy string `json:"remedy,omitempty"` // what to do
}

// noBuild reports whether there was no program of tests.
func (p *problem) noBuild() bool { return p.Kind == "compile" || p.Kind == "vet" }

// problemLines is how many lines of a problem are shown.
const problemLines = 10

// findProblem looks for what kept tests from speaking; nil if nothing did.
func findProblem(root string, r *stepCheck, files lesson.Files) *problem {
	run := r.run
	switch {
	case run.build != "" && !run.ok && len(run.result) == 0:
		return buildProblem(root, r)
	case strings.Contains(run.output, timedOut):
		return timeoutProblem(r)
	case run.crashed():
		return panicProblem(r)
	case !run.ok && len(run.hanging) > 0:
		return &problem{
			Kind:   "exit",
			Title:  fmt.Sprintf("the program ended while %s ran", run.hanging[0]),
			Remedy: "Look for os.Exit and log.Fatal in what it calls: only main may end the program.",
		}
	case strings.Contains(run.output, "WARNING: DATA RACE"):
		return raceProblem(r)
	case r.ranNothing():
		return noTestProblem(r, files)
	}
	return nil
}

// ranNothing reports whether none of the tests ran that were asked for.
func (r *stepCheck) ranNothing() bool {
	for _, t := range r.tasks {
		if r.run.result[t.Test] != "" {
			return false
		}
	}
	return true
}

// timeoutProblem names the test that did not end, and where it stands.
func timeoutProblem(r *stepCheck) *problem {
	name := "a test"
	if len(r.run.hanging) > 0 {
		name = r.run.hanging[0]
	}
	_, stacks, _ := strings.Cut(r.run.output, timedOut)
	p := &problem{
		Kind:  "timeout",
		Title: fmt.Sprintf("%s did not end in time, and the tests after it did not run", name),
		Remedy: "A loop without an end, a lock that nobody gives back, a channel that nobody reads or closes?\n" +
			fmt.Sprintf("All goroutines: go test -timeout 5s -run '^%s$' .", name),
	}
	if at := r.lineOf(stacks); at != "" {
		p.Text = "It stands in " + at
	}
	return p
}

// panicked finds the first line of a panic, or of what the runtime ends a program with.
var panicked = regexp.MustCompile(`(?m)^(?:panic|fatal error): .*`)

// panicProblem names the line of the learner's code that panicked.
func panicProblem(r *stepCheck) *problem {
	at := panicked.FindStringIndex(r.run.output)
	what, stack := r.run.output[at[0]:at[1]], r.run.output[at[1]:]
	what = strings.TrimSuffix(strings.TrimSuffix(what, " [recovered, repanicked]"), " [recovered]")
	// What panics stands above what handles the panic, and below what tells of it.
	if _, below, ok := strings.Cut(stack, "\npanic("); ok {
		stack = below
	}
	name := "a test"
	switch {
	case len(r.run.hanging) > 0:
		name = r.run.hanging[0]
	case len(r.run.failed()) > 0:
		name = r.panickedTest()
	}
	p := &problem{
		Kind:   "panic",
		Title:  fmt.Sprintf("a panic in %s ended the program, and the tests after it did not run", name),
		Text:   what,
		Remedy: fmt.Sprintf("The whole stack: go test -run '^%s$' .", name),
	}
	if line := r.lineOf(stack); line != "" {
		p.Text += "\nin " + line
		p.Remedy = "Look at that line: a nil that nobody expected, an index too far? " + p.Remedy
	}
	return p
}

// panickedTest is the test that said the panic.
func (r *stepCheck) panickedTest() string {
	for _, name := range r.run.failed() {
		if panicked.MatchString(r.run.said[name]) {
			return name
		}
	}
	return r.run.failed()[0]
}

// raceProblem names the lines that race.
func raceProblem(r *stepCheck) *problem {
	_, report, _ := strings.Cut(r.run.output, "WARNING: DATA RACE\n")
	report, _, _ = strings.Cut(report, "==================")
	p := &problem{Kind: "race", Title: "two goroutines use the same memory at once, and one of them writes"}
	for part := range strings.SplitSeq(report, "\n\n") {
		what, stack, _ := strings.Cut(strings.TrimSpace(part), "\n")
		what, _, access := strings.Cut(what, " at 0x") // the other parts say where the goroutines come from
		if at := r.lineOf(stack); access && at != "" {
			p.Text += fmt.Sprintf("%s: %s\n", strings.TrimSpace(what), at)
		}
	}
	p.Text = strings.TrimSpace(p.Text)
	p.Remedy = "Guard it with a mutex or an atomic, or let one goroutine own it. All of it: go test -race ."
	return p
}

// noTestProblem says why none of the step's tests may have run.
func noTestProblem(r *stepCheck, files lesson.Files) *problem {
	p := &problem{Kind: "no-test", Title: "no test ran: the go command found none of the step's tests to run", Text: firstLines(strings.TrimSpace(r.run.output), problemLines)}
	for _, name := range files.Names() {
		if strings.HasSuffix(name, "_test.go") && testMain.Match(files[name]) {
			p.Remedy = fmt.Sprintf("%s has a TestMain: it must call m.Run, or no test runs.", name)
			return p
		}
	}
	p.Remedy = "GOFLAGS, a build tag or a TestMain keeps them away. See: go env GOFLAGS, and: go list -f '{{.IgnoredGoFiles}}' ."
	return p
}

var testMain = regexp.MustCompile(`(?m)^func TestMain\(`)
