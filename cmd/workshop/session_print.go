package main

import (
	"fmt"
	"strings"
)

// howAgain is how the user has the service built and started again.
func (s *session) howAgain() string {
	var ways []string
	if s.saves != nil {
		ways = append(ways, "save a file of "+s.o.dir.Path())
	}
	if s.enter != nil {
		ways = append(ways, "press Enter here")
	}
	if s.backend.hasPage() {
		ways = append(ways, "restart it on the page")
	}
	if len(ways) == 0 {
		return "run it again"
	}
	return strings.Join(ways, ", or ")
}

// printAgain says how the service is built and started again from the terminal.
func (s *session) printAgain() {
	switch {
	case s.saves != nil && s.enter != nil:
		fmt.Fprintf(s.env.Stdout, "A file of %s that is saved builds and starts it anew, and so does Enter here.\n", s.o.dir.Path())
	case s.saves != nil:
		fmt.Fprintf(s.env.Stdout, "A file of %s that is saved builds and starts it anew.\n", s.o.dir.Path())
	case s.enter != nil:
		fmt.Fprintln(s.env.Stdout, "Enter here builds and starts it anew.")
	}
}

// savedText says what was saved: the first few names.
func savedText(names []string) string {
	const most = 3
	text := "saved: " + strings.Join(names[:min(most, len(names))], ", ")
	if more := len(names) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
