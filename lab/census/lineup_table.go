package census

import (
	"fmt"
	"io"
	"strings"
)

// WriteTable writes a line for each lookup. why says why there are no goroutines, if
// there are none.
func (l *LineUp) WriteTable(w io.Writer, why string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-28s %8s %5s   %-22s %s\n", "lookup", "requests", "good", "connections", "goroutines")
	unknown, restless := false, false
	for _, r := range l.Rows {
		line := fmt.Sprintf("%-28s %8d %5d   %-22s %s", r.Route, r.Sent, r.Good, r.Connections, r.Goroutines)
		fmt.Fprintln(&b, strings.TrimRight(line, " "))
		unknown = unknown || r.Goroutines.unknown()
		restless = restless || r.Restless
	}
	if unknown && why != "" {
		fmt.Fprintf(&b, "goroutines: %s\n", why)
	}
	if restless {
		fmt.Fprintf(&b, "not at rest after %v: these numbers go on changing\n", settleTimeout)
	}
	for _, r := range l.Rows {
		if r.Trouble != nil {
			fmt.Fprintf(&b, "the first answer that was not good:\n  %v\n", r.Trouble)
			break
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (c Change) unknown() bool { return c.Before == Unknown || c.After == Unknown }

// String returns both numbers and their difference, as in "1 -> 51 (+50)".
func (c Change) String() string {
	if c.unknown() {
		return "   -"
	}
	return fmt.Sprintf("%4d -> %-5d %-6s", c.Before, c.After, fmt.Sprintf("(%+d)", c.After-c.Before))
}
