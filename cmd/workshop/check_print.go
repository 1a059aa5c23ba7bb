package main

import (
	"fmt"
	"io"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
	learner "example.com/metricsworkshop/internal/progress"
)

// outputLines is how much of what a test says is shown.
const outputLines = 30

// statusColours are how a task's status looks on a terminal.
var statusColours = map[learner.Status]colour{learner.Done: green, learner.Open: red, learner.NotReached: yellow}

// taskLine is the line of a task.
func taskLine(may bool, t lesson.Task, status learner.Status) string {
	deeper := ""
	if t.Track == lesson.Deeper {
		deeper = "deeper"
	}
	line := fmt.Sprintf("  %s  %s  %-40s  %-18s  %s", paint(may, statusColours[status], fmt.Sprintf("%-11s", status)), t.ID, t.Title, t.File, deeper)
	return strings.TrimRight(line, " ")
}

// printBoard prints a line for each task, and what is to be known besides.
func (c *checker) printBoard(w io.Writer, r stepCheck) {
	may := mayColour(c.Stdout, c.Getenv)
	fmt.Fprintf(w, "%s: %s\n\n", paint(may, bold, r.Path()), r.Step.Title)
	for _, t := range r.tasks {
		line := taskLine(may, t.Task, t.status)
		if first := r.waitsFor(t); first != "" {
			line += "  waits for " + first
		}
		fmt.Fprintln(w, line)
	}
	for _, name := range r.broken {
		fmt.Fprintf(w, "  %s  %s, which passes in the untouched step: what did you change?\n", paint(may, red, fmt.Sprintf("%-11s", "broken")), name)
	}
	for _, name := range r.own {
		fmt.Fprintf(w, "  %s  %s: of your own, and counts for no task\n", paint(may, yellow, fmt.Sprintf("%-11s", "fails")), name)
	}
	for _, note := range r.notes {
		fmt.Fprintf(w, "  note: %s\n", note)
	}
}

// printEnd prints what is wrong with the first step that is not done, and the next
// command.
func (c *checker) printEnd(results []stepCheck) {
	for _, r := range results {
		if !r.ok() {
			c.printDetails(c.Stdout, r, 0)
			fmt.Fprintf(c.Stdout, "\nThen: go tool workshop check %s\n", r.argument())
			return
		}
	}
	fmt.Fprintf(c.Stdout, "\n%s\n", afterDone(c.env, results[len(results)-1]))
}

// printDetails prints what is wrong: what kept the tests from speaking, or what the test
// of one of the open tasks says.
func (c *checker) printDetails(w io.Writer, r stepCheck, which int) {
	may := mayColour(c.Stdout, c.Getenv)
	if p := r.problem; p != nil {
		fmt.Fprintf(w, "\n%s\n", paint(may, red, p.Title))
		if p.Text != "" {
			fmt.Fprintf(w, "\n%s\n", indent(p.Text))
		}
		fmt.Fprintf(w, "\n%s\n", p.Remedy)
		return
	}
	title, test := "", ""
	if open := r.openTasks(); len(open) > 0 {
		t := open[which%len(open)]
		title, test = fmt.Sprintf("%s, %s (%s)", t.ID, t.Title, t.File), r.failing(t)
	} else if len(r.broken) > 0 {
		title, test = r.broken[0], r.broken[0]
	}
	fmt.Fprintf(w, "\n%s\n\n%s\n", paint(may, bold, title), r.output(test))
}

// output is what a test and its subtests say, without the lines that only say that they
// failed.
func (r stepCheck) output(test string) string {
	var lines []string
	for line := range strings.Lines(r.run.said[test]) {
		if !strings.HasPrefix(strings.TrimSpace(line), "--- ") {
			lines = append(lines, line)
		}
	}
	text := strings.TrimRight(strings.Join(lines, ""), "\n")
	if text == "" {
		text = fmt.Sprintf("    its test, %s, did not run and said nothing: go test -v -run '^%[1]s$' .", test)
	}
	return firstLines(text, outputLines)
}

// argument is how a target is typed.
func (t target) argument() string {
	switch {
	case t.task != "":
		return t.task
	case t.Solution:
		return fmt.Sprintf("solutions/%d", t.Step.Number)
	}
	return fmt.Sprint(t.Step.Number)
}

// afterDone says what comes after a step, or a task, of which all is done.
func afterDone(env *env, r stepCheck) string {
	switch {
	case r.Solution:
		return "All of it passes, as it should in a solution."
	case r.task != "":
		return fmt.Sprintf("Done. The whole step: go tool workshop check %d", r.Step.Number)
	}
	return "All done. Now: " + env.nextStep(r.Step)
}

// nextStep says what to do when a step is done.
func (e *env) nextStep(s lesson.Step) string {
	text := fmt.Sprintf("%s\nThen compare with the solution: %s", runAndLook(s), e.compareCommand(s))
	if s.Number == len(lesson.Steps) {
		return text + "\nThat was the last step. What to remember stands at the end of its README."
	}
	next := lesson.Steps[s.Number]
	return fmt.Sprintf("%s\nThen step %d: read %s/README.md, and: go tool workshop watch %[2]d", text, next.Number, next.Starter())
}

// runAndLook leads to what a step is done for: its service at work.
func runAndLook(s lesson.Step) string {
	return fmt.Sprintf("%q in %s/README.md, and answer its question", lesson.LookHeading, s.Starter())
}

// compareCommand shows what a solution does differently.
func (e *env) compareCommand(s lesson.Step) string {
	if _, ok := e.other("diff"); ok {
		return fmt.Sprintf("go tool workshop diff %d", s.Number)
	}
	return fmt.Sprintf("git diff --no-index %s %s", s.Starter(), s.Solution())
}
