package compare

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"example.com/metricsworkshop/lab/live"
)

// WriteTable writes the figures of both sides, and how many times the second one's the
// first one's are, in less than 80 columns.
func WriteTable(w io.Writer, leaky, fixed live.Side) error {
	a, b := leaky.Result, fixed.Result
	t := &table{}
	t.row("", leaky.Label, fixed.Label, "ratio")
	t.counts("goroutines before the load", a.GoroutinesBefore, b.GoroutinesBefore)
	t.counts("goroutines at rest after it", a.GoroutinesAfter, b.GoroutinesAfter)
	t.growth(a.GoroutinesAfter-a.GoroutinesBefore, b.GoroutinesAfter-b.GoroutinesBefore)
	t.counts("connections before the load", a.ConnectionsBefore, b.ConnectionsBefore)
	t.counts("connections at rest after it", a.ConnectionsAfter, b.ConnectionsAfter)
	t.growth(a.ConnectionsAfter-a.ConnectionsBefore, b.ConnectionsAfter-b.ConnectionsBefore)
	t.row("lookups that found a driver", strconv.Itoa(a.Hits), strconv.Itoa(b.Hits), "")
	t.figures("good answers a second", a.GoodRate, b.GoodRate)
	t.figures("p50 of the answers, ms", a.P50, b.P50)
	t.figures("p99 of the answers, ms", a.P99, b.P99)
	t.figures("the slowest answer, ms", a.Max, b.Max)
	t.memory("memory at rest, MB (RSS)", a.RSSAfter, b.RSSAfter)
	for _, s := range []live.Side{leaky, fixed} {
		t.notes(s)
	}
	_, err := io.WriteString(w, t.String())
	return err
}

// unknown stands for what is not known.
const unknown = "-"

// A table is lines of a name and three columns.
type table struct{ strings.Builder }

func (t *table) row(name, leaky, fixed, ratio string) {
	line := fmt.Sprintf("%-30s %14s %14s %10s", name, leaky, fixed, ratio)
	fmt.Fprintln(t, strings.TrimRight(line, " "))
}

func (t *table) counts(name string, leaky, fixed int) {
	t.row(name, strconv.Itoa(leaky), strconv.Itoa(fixed), ratio(float64(leaky), float64(fixed)))
}

// growth has no ratio: one to nothing is none.
func (t *table) growth(leaky, fixed int) {
	t.row("  more than before", fmt.Sprintf("%+d", leaky), fmt.Sprintf("%+d", fixed), "")
}

func (t *table) figures(name string, leaky, fixed float64) {
	t.row(name, oneDecimal(leaky), oneDecimal(fixed), ratio(leaky, fixed))
}

func (t *table) memory(name string, leaky, fixed *int64) {
	if leaky == nil || fixed == nil {
		t.row(name, megabytes(leaky), megabytes(fixed), unknown)
		return
	}
	t.row(name, megabytes(leaky), megabytes(fixed), ratio(float64(*leaky), float64(*fixed)))
}

// notes says what a reader of the figures must know.
func (t *table) notes(s live.Side) {
	if s.Result.Restless {
		fmt.Fprintf(t, "%s: it did not come to rest, so these counts are not exact\n", s.Label)
	}
	for _, trouble := range s.Result.Trouble {
		fmt.Fprintf(t, "%s: %s\n", s.Label, trouble)
	}
}

// ratio says how many times b a is.
func ratio(a, b float64) string {
	if b <= 0 {
		return unknown
	}
	return oneDecimal(a/b) + "x"
}

func oneDecimal(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

func megabytes(bytes *int64) string {
	if bytes == nil {
		return unknown
	}
	return oneDecimal(float64(*bytes) / 1e6)
}
