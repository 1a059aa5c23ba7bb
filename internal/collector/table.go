package collector

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// header is the table's, in two lines, so that figures need no wide columns.
var header = [2][]string{
	{"", "", "", "", "Call", "Throughput", "Avg", "Min", "Max"},
	{"Name", "Vendor", "Operation", "Collection", "count", "(cpm)", "(ms)", "(ms)", "(ms)"},
}

// textColumns are those at the left of the table, which are no figures.
const textColumns = 4

// WriteTable writes rows as New Relic shows them. With operations of 16 letters on
// tables of 6, and fewer than 100,000 calls, it is 100 columns wide.
func WriteTable(w io.Writer, rows []Row) error {
	lines := [][]string{header[0], header[1]}
	for _, r := range rows {
		throughput := "-"
		if r.Throughput > 0 {
			throughput = figure(r.Throughput)
		}
		lines = append(lines, []string{
			r.Name, r.Vendor, r.Operation, r.Collection,
			thousands(int64(r.Calls)), throughput, milliseconds(r.Avg), milliseconds(r.Min), milliseconds(r.Max),
		})
	}
	widths := make([]int, len(header[0]))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, line := range lines {
		var text strings.Builder
		for i, cell := range line {
			padding := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			switch {
			case i == 0:
				text.WriteString(cell + padding)
			case i < textColumns:
				text.WriteString(" " + cell + padding)
			default:
				text.WriteString(" " + padding + cell)
			}
		}
		b.WriteString(strings.TrimRight(text.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func milliseconds(d time.Duration) string { return figure(float64(d) / float64(time.Millisecond)) }

// figure has three digits behind the point below one, and as many less as there
// are before it: "0.025", "1.89", "15.3", "4,150".
func figure(f float64) string {
	switch { // by what it will be when it is rounded
	case f < 0.9995:
		return strconv.FormatFloat(f, 'f', 3, 64)
	case f < 9.995:
		return strconv.FormatFloat(f, 'f', 2, 64)
	case f < 99.95:
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	return thousands(int64(math.Round(f)))
}

// thousands has a comma after every third digit from the right.
func thousands(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10)
	}
	return thousands(n/1000) + fmt.Sprintf(",%03d", n%1000)
}
