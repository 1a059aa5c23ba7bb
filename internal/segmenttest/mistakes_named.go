package segmenttest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/collector"
)

// segmentOf is what a span reports.
func segmentOf(s collector.Span) Segment { return Segment{s.Product, s.Collection, s.Operation} }

func endedAtOnce(s collector.Span) *mistake {
	return &mistake{
		got:  fmt.Sprintf("%s ended before its query was sent", segmentOf(s)),
		want: aroundAll,
		why: "looks like End called at once, without defer: the calls are counted, and each took 0.0 ms, however slow the " +
			"database is",
	}
}

func endedBeforeRows(s collector.Span) *mistake {
	return &mistake{
		got:  fmt.Sprintf("%s ended before the rows were read", segmentOf(s)),
		want: aroundAll,
		why: "looks like End called right after QueryContext: rows come over the network while they are read, so most of the time " +
			"of a long answer is missing",
	}
}

func endInLoop(s collector.Span) *mistake {
	return &mistake{
		got:  fmt.Sprintf("%s ended with the first row", segmentOf(s)),
		want: aroundAll,
		why:  "looks like End in the loop over the rows: the time of all rows but the first is missing. It belongs behind the loop, or into a defer",
	}
}

func queryAndRows(s collector.Span) *mistake {
	return &mistake{
		got:  fmt.Sprintf("%s ended before the rows were read, which another segment has", segmentOf(s)),
		want: aroundAll,
		why:  "looks like one segment for the query and another for its rows: New Relic counts two calls, each with a part of the time",
	}
}

func aroundNothing(s collector.Span) *mistake {
	return &mistake{
		got:  fmt.Sprintf("a segment %s around no query", segmentOf(s)),
		want: aroundAll,
		why:  "looks like one segment too many: New Relic counts a call that the database never had",
	}
}

func deferInLoop(s collector.Span) *mistake {
	return &mistake{
		got:  fmt.Sprintf("%s inside itself: the one for the query before still runs", segmentOf(s)),
		want: aroundAll,
		why: "looks like defer in a loop: all End together when the function returns, and each call has the time of all that follow. Move the " +
			"body of the loop into a function",
	}
}

func twoDefers(outer, inner collector.Span) *mistake {
	return &mistake{
		got:  fmt.Sprintf("%s inside %s", segmentOf(inner), segmentOf(outer)),
		want: aroundAll,
		why: "looks like two deferred Ends in one function: the first segment runs until the function returns, and has the time of the second " +
			"query too. End it after its own rows, or give each query a function",
	}
}

func twoSegments(outer, inner collector.Span) *mistake {
	return &mistake{
		got:  fmt.Sprintf("one query in two segments, %s inside %s", segmentOf(inner), segmentOf(outer)),
		want: aroundAll,
		why:  "looks like a segment in the caller and one in the function that it calls: New Relic counts the call twice",
	}
}

func queryCount(c *call) *mistake {
	got := "no statement reached the database"
	if len(c.queries) > 0 {
		got = fmt.Sprintf("%d statements reached the database:", len(c.queries))
		for _, q := range c.queries {
			got += "\n" + strings.Join(strings.Fields(q.SQL), " ")
		}
	}
	return &mistake{
		got:  got,
		want: fmt.Sprintf("%d", len(c.want)),
		why:  "the segments are judged by the statements that run in them, and a segment changes nothing in what the code does",
	}
}

// wrongTable compares the table's calls with those that were wanted.
func wrongTable(got, want map[Segment]int) *mistake {
	if maps.Equal(got, want) {
		return nil
	}
	return &mistake{
		got:  "in New Relic's table: " + tableText(got),
		want: tableText(want),
		why:  "the table is what the people on call read: a call too many or too few leads them astray",
	}
}

func tableText(calls map[Segment]int) string {
	var rows []string
	for s, n := range calls {
		rows = append(rows, fmt.Sprintf("%s %d calls", s, n))
	}
	if len(rows) == 0 {
		return "nothing"
	}
	slices.Sort(rows)
	return strings.Join(rows, ", ")
}

func badReport(problem string) *mistake {
	return &mistake{
		got:  problem,
		want: "a report that the collector can read",
		why:  "what it cannot read is missing in every table",
	}
}
