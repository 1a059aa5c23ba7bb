package segmenttest

import (
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/collector"
	"example.com/metricsworkshop/internal/verdict"
)

// Judge shuts the agent down and returns what is wrong in what it reported: for
// each call at most one finding, that of the mistake behind it, or one for all
// calls. It returns nothing if each query ran, and was read, in a segment of its
// own with the wanted name.
//
// Each call should have one transaction. A test that starts others of its own uses
// another agent for them.
func (a *Agent) Judge() []verdict.Finding {
	a.Shutdown()
	j := newJudge(a)
	if m := j.tooManyTransactions(); m != nil {
		return []verdict.Finding{m.finding(j.allCalled())} // all else may follow from it
	}
	if findings := j.each(); len(findings) > 0 {
		return findings
	}
	for _, check := range []func() *mistake{j.untoldTransactions, j.table, j.selfTest} {
		if m := check(); m != nil {
			return []verdict.Finding{m.finding(j.allCalled())}
		}
	}
	return nil
}

// judge is what is known once an agent has been shut down.
type judge struct {
	calls        []*call
	transactions map[string]transaction // by trace
	reported     []collector.Transaction
	rows         []collector.Row
	problems     []string
}

func newJudge(a *Agent) *judge {
	a.mu.Lock()
	defer a.mu.Unlock()
	return &judge{
		calls:        a.calls,
		transactions: transactions(a.Collector.Spans()),
		reported:     a.Collector.Transactions(),
		rows:         a.Collector.Rows(),
		problems:     a.Collector.Problems(),
	}
}

// each judges every call by itself.
func (j *judge) each() []verdict.Finding {
	found := make([]*mistake, len(j.calls))
	for i, c := range j.calls {
		found[i] = j.call(c)
	}
	var findings []verdict.Finding
	for i, c := range j.calls {
		m := found[i]
		if m == nil {
			continue
		}
		if m.ifOnlyOnFailure && c.fails() && j.rightElsewhere(c, found) {
			m = successOnly(m)
		}
		findings = append(findings, m.finding(c.called))
	}
	return findings
}

// fails reports whether the database failed the call, or the call itself failed.
func (c *call) fails() bool {
	return c.err != nil || slices.ContainsFunc(c.queries, func(q *query) bool { return q.failed })
}

// rightElsewhere reports whether the same segments were right in a call that did
// not fail.
func (j *judge) rightElsewhere(failed *call, found []*mistake) bool {
	for i, c := range j.calls {
		if found[i] == nil && !c.fails() && len(c.want) > 0 && slices.Equal(c.want, failed.want) {
			return true
		}
	}
	return false
}

// call returns what is wrong with one call, or nil. Of what happens before the
// first, only the agent's errors matter.
func (j *judge) call(c *call) *mistake {
	if c != j.calls[0] {
		if len(c.queries) != len(c.want) {
			return queryCount(c)
		}
		if m := j.callTransaction(c); m != nil {
			return m
		}
	}
	if m := afterTransaction(c.errors); m != nil {
		return m
	}
	if len(c.want) > 0 {
		if m := judgeStructure(c, j.transactions[c.queries[0].trace]); m != nil {
			return m
		}
	}
	if len(c.errors) > 0 {
		return agentError(c.errors[0])
	}
	return nil
}

// table compares New Relic's table with what was wanted: the same names, the same
// numbers of calls.
func (j *judge) table() *mistake {
	want, got := map[Segment]int{}, map[Segment]int{}
	for _, c := range j.calls[1:] {
		for _, s := range c.want {
			want[s]++
		}
	}
	for _, r := range j.rows {
		if r.Vendor != Oracle && r.Collection != collector.AllCollections {
			got[Segment{r.Vendor, r.Collection, r.Operation}] += r.Calls
		}
	}
	return wrongTable(got, want)
}

func (j *judge) selfTest() *mistake {
	if len(j.problems) == 0 {
		return nil
	}
	return badReport(strings.Join(j.problems, "\n"))
}

// allCalled names all calls.
func (j *judge) allCalled() string {
	switch len(j.calls) {
	case 1:
		return "nothing"
	case 2:
		return j.calls[1].called
	}
	return j.calls[1].called + "\nand the calls after it"
}
