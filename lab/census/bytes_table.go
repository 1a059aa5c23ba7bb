package census

import (
	"fmt"
	"io"
	"strings"
)

// WriteTable writes what was measured, of at most about 100 columns.
func (b *Bytes) WriteTable(w io.Writer) error {
	var t strings.Builder
	row := func(cells ...string) {
		fmt.Fprintln(&t, strings.TrimRight(fmt.Sprintf("%-32s %10s %13s %15s %12s %11s", fill(cells)...), " "))
	}
	size := func(name string, of func(Snapshot) int64) {
		row(b.cells("  "+name, of, megabytes, b.eachBytes)...)
	}
	number := func(name string, of func(Snapshot) int) {
		row(b.cells("  "+name, func(s Snapshot) int64 { return int64(of(s)) }, whole, b.eachNumber)...)
	}
	row(b.What, "at first", b.Control.What, b.Test.What, "difference", b.Test.One)
	row("the service")
	size("live heap, after GC", func(s Snapshot) int64 { return s.Heap })
	size("idle heap, kept from the OS", func(s Snapshot) int64 { return s.Idle })
	size("stacks", func(s Snapshot) int64 { return s.Stacks })
	number("goroutines", func(s Snapshot) int { return s.Goroutines })
	size("RSS", func(s Snapshot) int64 { return s.RSS })
	if b.DatabaseHere {
		row("the database, and what sends the requests")
	} else {
		row("the database")
	}
	number("connections", func(s Snapshot) int { return s.Connections })
	size("RSS", func(s Snapshot) int64 { return s.DatabaseRSS })
	b.writeNotes(&t)
	_, err := io.WriteString(w, t.String())
	return err
}

// writeNotes writes what a reader of the table has to know.
func (b *Bytes) writeNotes(t *strings.Builder) {
	if b.Restless {
		fmt.Fprintf(t, "not at rest after %v: the numbers of goroutines and connections go on changing\n", settleTimeout)
	}
	for _, traffic := range []Traffic{b.Control, b.Test} {
		if traffic.Trouble != nil {
			fmt.Fprintf(t, "%s: %d of the %d that were sent had a good answer; the first other one:\n  %v\n",
				traffic.What, traffic.Good, traffic.Sent, traffic.Trouble)
		}
	}
}

// cells are those of one row. The difference is to what as many requests that keep
// nothing leave behind.
func (b *Bytes) cells(name string, of func(Snapshot) int64, show func(int64) string, each func(int64) string) []string {
	figures := []int64{of(b.AtFirst), of(b.AfterControl), of(b.AfterAll)}
	cells := []string{name}
	known := true
	for _, f := range figures {
		if f == Unknown {
			cells = append(cells, "-")
			known = false
			continue
		}
		cells = append(cells, show(f))
	}
	if !known {
		return cells
	}
	difference := figures[2] - figures[1]
	shown := show(difference)
	if difference > 0 && strings.ContainsAny(shown, "123456789") {
		shown = "+" + shown
	}
	return append(cells, shown, each(difference))
}

func (b *Bytes) eachBytes(difference int64) string {
	if b.Test.Good == 0 {
		return ""
	}
	return oneDecimal(float64(difference)/float64(b.Test.Good)/1e3) + " kB"
}

func (b *Bytes) eachNumber(difference int64) string {
	if b.Test.Good == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", float64(difference)/float64(b.Test.Good))
}

func megabytes(n int64) string { return oneDecimal(float64(n)/1e6) + " MB" }
func whole(n int64) string     { return fmt.Sprint(n) }

// oneDecimal returns x with one decimal, and nothing so small that it is -0.0.
func oneDecimal(x float64) string {
	if text := fmt.Sprintf("%.1f", x); text != "-0.0" {
		return text
	}
	return "0.0"
}

// fill returns the six cells of a row, the last ones empty.
func fill(cells []string) []any {
	all := []any{"", "", "", "", "", ""}
	for i, c := range cells {
		all[i] = c
	}
	return all
}
