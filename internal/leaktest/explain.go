package leaktest

import (
	"fmt"
	"regexp"
	"strings"

	"example.com/metricsworkshop/internal/verdict"
)

// called names the call that a trial made.
func (tr trial) called() string {
	return "checkDriverBusy(t, busy)\nwhere busy is " + tr.variant.name
}

// broken says what keeps a check from having any opinion, or nil.
func (tr trial) broken() *verdict.Finding {
	f := &verdict.Finding{Called: tr.called(), Want: "a test that ends, red or green"}
	switch {
	case tr.outcome.Hung:
		f.Got = fmt.Sprintf("it hangs: after %v the judge closed the rows that had leaked, and then it went on", patience)
		f.Why = "looks like a second query on a pool of one connection, which the leak has: give that query a context with a deadline, or ask db.Stats() instead"
	case tr.outcome.Panic != "":
		f.Got = tr.outcome.Panic
		f.Why = "a panic ends the whole run of tests, and tells the reader where the test is wrong, not where the code is"
	case tr.calls == 0:
		f.Called = "checkDriverBusy(t, busy)"
		f.Got = "it never calls busy"
		f.Want = "busy(db) on a mock that has a row for it, and then a look at what it left behind"
		f.Why = "not written yet: a test that calls nothing is green over every leak"
	default:
		return nil
	}
	return f
}

// refusal is how sqlmock begins to say that it does not take a statement.
var refusal = regexp.MustCompile(`was not expected|could not match|does not equal|do not match|must return a database/sql/driver\.Rows|error parsing regexp`)

// detail is what sqlmock adds to that, and is of no help here.
var detail = regexp.MustCompile(`(?s) with args \[.*?\]|, but it was not set for .*`)

// refused reports whether the check's mock did not take the statement.
func (tr trial) refused() bool { return tr.err != nil && refusal.MatchString(tr.err.Error()) }

// refuses is the finding for a mock that does not take the statement.
func (tr trial) refuses() *verdict.Finding {
	f := &verdict.Finding{Called: tr.called(), Got: "the check's own mock refuses: " + detail.ReplaceAllString(tr.err.Error(), ""),
		Want: "mock.ExpectQuery for each call of busy, which asks\n" + Statement + "\n" + fmt.Sprintf("with %q, %q, %q", Driver, otwToPickup, otwToDestination),
		Why:  "what the database refuses leaks nothing. sqlmock reads the expectation as a regular expression, in which ? and ( mean something: take a piece without them, or regexp.QuoteMeta"}
	switch text := tr.err.Error(); {
	case strings.Contains(text, "already fulfilled"):
		f.Why = "what the database refuses leaks nothing: each call of busy needs an ExpectQuery of its own, set before the call"
	case strings.Contains(text, "must return"):
		f.Why = "what the database refuses leaks nothing: ExpectQuery wants WillReturnRows(…), with a row in it, because only a hit leaks"
	}
	return f
}

// misses is the finding for a check that is green over a leak.
func (tr trial) misses(all bool) *verdict.Finding {
	if tr.refused() {
		return tr.refuses()
	}
	f := &verdict.Finding{Called: tr.called(), Got: "green", Want: "red: t.Error or t.Fatal", Why: "it misses this leak: " + tr.variant.why}
	switch {
	case tr.outcome.Skipped:
		f.Got, f.Why = "skipped", "a test that is skipped asserts nothing"
	case tr.hits == 0 && tr.err == nil:
		f.Got = "green, and busy has found no row"
		f.Why = "only a hit leaks: without a row Next says false, and that closes the rows. AddRow in the answer of the mock makes it one"
	case all:
		f.Got = "green, and green over the three other leaks too"
		f.Why = "it asserts nothing, or nothing that a leak changes: " + tr.variant.why
	}
	return f
}

// blames is the finding for a check that is red over a right answer.
func (tr trial) blames(all bool) *verdict.Finding {
	if tr.refused() {
		return tr.refuses()
	}
	said := strings.Join(tr.outcome.Said, "\n")
	f := &verdict.Finding{Called: tr.called(), Got: "red: " + beginning(said), Want: "green: " + tr.variant.why,
		Why: "it blames a right answer: a test that is red over right code is soon switched off"}
	if said == "" {
		f.Got = "red, without a word"
	}
	if tr.err != nil {
		f.Got += "\nbusy returned the error: " + tr.err.Error()
	}
	if all {
		f.Got += "\nand red over the three other right answers too"
	}
	switch {
	case strings.Contains(said, "connectionOpener"):
		f.Why = "it blames a right answer: connectionOpener is the pool's own goroutine, which ends with db.Close(). Close db before goleak looks"
	case strings.Contains(said, "watchUntilClosed"):
		f.Why = "it blames a right answer: an idle connection has its watcher too. Close db before goleak looks"
	}
	return f
}

// beginning is a text short enough to stand in a message.
func beginning(text string) string {
	const most = 240
	if line, _, more := strings.Cut(text, "\n"); more && len(line) > 60 {
		text = line + " …"
	}
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + " …"
	}
	return text
}
