package segmenttest

import (
	"slices"

	"example.com/metricsworkshop/internal/collector"
)

// callTransaction judges the transaction that a call's queries ran in.
func (j *judge) callTransaction(c *call) *mistake {
	traces := c.traces()
	for _, q := range c.queries {
		if !q.inTransaction {
			return &noTransaction
		}
	}
	if len(traces) > 1 {
		return &secondTransaction
	}
	for _, q := range c.queries {
		if q.trace == "" {
			return &queryAfterTransaction
		}
	}
	for _, trace := range traces {
		i := slices.IndexFunc(j.reported, func(t collector.Transaction) bool { return t.TraceID == trace })
		if i < 0 {
			return &transactionNotEnded
		}
		if m := wrongTransaction(c, j.reported[i].Name); m != nil {
			return m
		}
	}
	return nil
}

// traces are those of the transactions that are known to belong to a call.
func (c *call) traces() []string {
	traces := []string{c.trace}
	for _, q := range c.queries {
		traces = append(traces, q.trace)
	}
	slices.Sort(traces)
	return slices.DeleteFunc(slices.Compact(traces), func(trace string) bool { return trace == "" })
}

// strangers are the reported transactions that no query tells of, and the calls
// that may have made them, both in the order in which they ended.
func (j *judge) strangers() (names []string, untold []*call) {
	var known []string
	for _, c := range j.calls[1:] {
		traces := c.traces()
		known = append(known, traces...)
		if len(traces) == 0 {
			untold = append(untold, c)
		}
	}
	for _, t := range j.reported {
		if !slices.Contains(known, t.TraceID) {
			names = append(names, t.Name)
		}
	}
	return names, untold
}

func (j *judge) tooManyTransactions() *mistake {
	names, untold := j.strangers()
	if len(names) <= len(untold) {
		return nil
	}
	return transactionTwice(names[len(untold):])
}

// untoldTransactions judges the transactions of requests without a query.
func (j *judge) untoldTransactions() *mistake {
	names, untold := j.strangers()
	if len(names) < len(untold) {
		return &noTransactionReported
	}
	for i, c := range untold {
		if m := wrongTransaction(c, names[i]); m != nil {
			return m
		}
	}
	return nil
}
