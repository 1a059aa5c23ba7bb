package recorder

import (
	"strconv"
	"time"

	"example.com/metricsworkshop/internal/collector"
	"example.com/metricsworkshop/lab/live"
)

// tableRows returns New Relic's table with one row for each operation on each
// collection. An operation's own row, of all collections, is in it only if there are
// calls that no other row has.
func tableRows(rows []collector.Row) []live.Row {
	type operation struct{ vendor, name string }
	apart := map[operation]int{} // calls in the rows of collections
	var total time.Duration
	for _, r := range rows {
		if r.Collection == collector.AllCollections {
			total += r.Total
		} else {
			apart[operation{r.Vendor, r.Operation}] += r.Calls
		}
	}
	table := []live.Row{}
	for _, r := range rows {
		if r.Collection == collector.AllCollections && apart[operation{r.Vendor, r.Operation}] == r.Calls {
			continue
		}
		row := live.Row{
			Operation:  r.Operation,
			Collection: r.Collection,
			Calls:      r.Calls,
			PerMinute:  r.Throughput,
			Mean:       inMilliseconds(r.Avg),
			Min:        inMilliseconds(r.Min),
			Max:        inMilliseconds(r.Max),
		}
		if total > 0 {
			row.Share = float64(r.Total) / float64(total)
		}
		table = append(table, row)
	}
	return table
}

func inMilliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// milliseconds returns d for a reader: 8.0, and 0.04 where 0.0 would say nothing.
func milliseconds(d time.Duration) string {
	digits := 1
	if d < time.Millisecond {
		digits = 2
	}
	return strconv.FormatFloat(inMilliseconds(d), 'f', digits, 64)
}
