package segmenttest

import "example.com/metricsworkshop/internal/verdict"

// mistake is what a finding says of one kind of mistake.
type mistake struct {
	got, want, why string

	// ifOnlyOnFailure: in a call that fails, while the same segment is right in
	// one that does not, this is another mistake.
	ifOnlyOnFailure bool
}

func (m *mistake) finding(called string) verdict.Finding {
	return verdict.Finding{Called: called, Got: m.got, Want: m.want, Why: m.why}
}

// aroundAll is what is wanted of a query's place.
const aroundAll = "one segment for each query: started before it is sent, ended after its rows were read"

// Mistakes with a segment's place.
var (
	noSegment = mistake{
		got:  "a query in no segment",
		want: aroundAll,
		why: "looks like no segment at all, or one on a nil transaction: take the transaction from newrelic.FromContext(ctx). New Relic " +
			"shows a slow request and not what it waited for",
		ifOnlyOnFailure: true,
	}
	endForgotten = mistake{
		got:  "a segment that was running during the query, and was never reported",
		want: aroundAll,
		why: "looks like End forgotten, or on some ways out only: End is what reports a segment. defer its End right after the start, " +
			"and each way out has it",
		ifOnlyOnFailure: true,
	}
	endForgottenBefore = mistake{
		got:  "a segment inside another one that was never reported",
		want: aroundAll,
		why: "looks like End forgotten on a segment that was started before this one: it goes on for all that follows, and New Relic never " +
			"hears of it",
	}
	startDeferred = mistake{
		got:  "a segment that starts when the function returns, and is never ended",
		want: aroundAll,
		why: "looks like defer of the start itself: defer calls StartDataSegmentNowForDataStore at the end of the function, after the query, " +
			"and drops what it returns. Start it now, and defer its End",
		ifOnlyOnFailure: true,
	}
	startedAfterQuery = mistake{
		got:  "a segment that starts after the query was sent",
		want: aroundAll,
		why: "looks like a start that stands too late, behind QueryContext or behind its error check: the time that the database takes, and " +
			"every query that fails, is missing",
		ifOnlyOnFailure: true,
	}
	plainSegment = mistake{
		got:  "a query in a segment that is no datastore's",
		want: aroundAll,
		why: "looks like txn.StartSegment where a DatastoreSegment belongs: New Relic shows a piece of code that took its time, and no call in " +
			"the table of the database",
	}
	segmentPerRow = mistake{
		got:  "a query in no segment, and several behind it",
		want: aroundAll,
		why: "looks like a segment for each row, started in the loop: New Relic counts rows where it should count queries, and the time of the " +
			"query itself is missing",
	}
	twoQueries = mistake{
		got:  "two queries in one segment",
		want: aroundAll,
		why: "looks like one segment around the whole method: New Relic counts one call, and adds the time of the second query to the first " +
			"one's name",
	}
)

// successOnly is what m means in a call that fails, if the same segment is right
// in one that succeeds.
func successOnly(m *mistake) *mistake {
	return &mistake{
		got:  "no report of a call that failed: " + m.got,
		want: "the same segment on error paths too",
		why: "looks like a segment on the success path only, as an early return before End: the slowest calls are often those that fail, " +
			"and exactly they are missing. defer the End",
	}
}
