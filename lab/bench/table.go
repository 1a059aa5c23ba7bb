package bench

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/metricsworkshop/lab/load"
)

// WriteTable writes the report as two tables, of at most about 100 columns.
// goroutines is what to say of them if the service has sent none.
func (r *Report) WriteTable(w io.Writer, goroutines string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-24s %7s %7s %7s\n", "", "before", "peak", "at rest")
	r.Goroutines.write(&b, "goroutines", "  "+cmp.Or(r.Key, goroutines))
	r.Connections.write(&b, "database connections", "")
	if r.Restless {
		fmt.Fprintf(&b, "not at rest after %v: these numbers go on changing\n", settleTimeout)
	}

	fmt.Fprintf(&b, "\n%-38s %6s %6s %8s %8s %8s  %s\n", "", "sent", "good", "p50 ms", "p99 ms", "max ms", "answers")
	for _, route := range r.Load.Routes {
		writeRoute(&b, route, answers(route.Statuses))
	}
	writeRoute(&b, r.Load.All, "")
	fmt.Fprintf(&b, "\n%.1f requests a second, %d of %d with a good answer\n", r.Load.Rate, r.Load.All.Good, r.Load.All.Sent)
	fmt.Fprintf(&b, "%.1f good answers a second\n", r.Load.GoodRate)
	if r.Load.Trouble != "" {
		fmt.Fprintf(&b, "the first one without an answer: %s\n", r.Load.Trouble)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeRoute(b *strings.Builder, r load.Route, answers string) {
	line := fmt.Sprintf("%-38s %6d %6d %8s %8s %8s  %s",
		r.Name, r.Sent, r.Good, milliseconds(r.P50), milliseconds(r.P99), milliseconds(r.Max), answers)
	fmt.Fprintln(b, strings.TrimRight(line, " "))
}

func (f Figures) write(b *strings.Builder, name, note string) {
	fmt.Fprintf(b, "%-24s %7s %7s %7s%s\n", name, figure(f.Before), figure(f.Peak), figure(f.AtRest), note)
}

func figure(n int) string {
	if n == Unknown {
		return "-"
	}
	return strconv.Itoa(n)
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f", float64(d)/float64(time.Millisecond))
}

// answers says how many there were of each status, as in "200: 12, none: 1", and
// no number if there was but one.
func answers(statuses map[int]int) string {
	var parts []string
	for _, status := range slices.Sorted(maps.Keys(statuses)) {
		name := "none"
		if status != 0 {
			name = strconv.Itoa(status)
		}
		if len(statuses) > 1 {
			name += fmt.Sprintf(": %d", statuses[status])
		}
		parts = append(parts, name)
	}
	return strings.Join(parts, ", ")
}
