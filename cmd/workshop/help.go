package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// printHelp answers "workshop help".
func printHelp(w io.Writer) {
	printVerbs(w)
	fmt.Fprintf(w, `
Without a verb it says where you are, and what to do next.

The steps:
%s

STEP may be typed as 1, step01, step01-service or solutions/step01-service.

The exit status is 0 if all is well, 1 if something failed, 2 for wrong usage,
3 if the machine is not ready, and 4 if the workshop itself is damaged.
`, stepList())
}

func printVerbs(w io.Writer) {
	fmt.Fprint(w, "usage: go tool workshop [VERB [arguments]]\n")
	for _, g := range verbGroups {
		fmt.Fprintf(w, "\n%s:\n", g.title)
		for _, v := range g.verbs {
			fmt.Fprintf(w, "  %-8s %s\n", v.name, v.summary)
		}
	}
	fmt.Fprintf(w, "\n  %-8s %s\n", "help", "print this, or more about one verb: help run")
}

// stepList is a line for every step.
func stepList() string {
	var lines []string
	for _, s := range lesson.Steps {
		lines = append(lines, fmt.Sprintf("  %-3d %-18s %s (%d min)", s.Number, s.Name, s.Title, s.Minutes()))
	}
	return strings.Join(lines, "\n")
}

// taskList is a line for every task of some steps.
func taskList(steps ...lesson.Step) string {
	var lines []string
	for _, s := range steps {
		for _, t := range s.Tasks {
			lines = append(lines, fmt.Sprintf("  %s %s", t.ID, t.Title))
		}
	}
	return strings.Join(lines, "\n")
}

// printVerbHelp answers "workshop help VERB" and "workshop VERB -h".
func (e *env) printVerbHelp(flags *flag.FlagSet) {
	w := e.Stdout
	usage := strings.TrimSpace(e.verb.name + " " + e.verb.args)
	fmt.Fprintf(w, "usage: go tool workshop %s\n\n%s\n", usage, strings.TrimSpace(e.verb.details))
	flags.SetOutput(w)
	var any bool
	flags.VisitAll(func(*flag.Flag) { any = true })
	if any {
		fmt.Fprintln(w, "\nFlags:")
		flags.PrintDefaults()
	}
}
