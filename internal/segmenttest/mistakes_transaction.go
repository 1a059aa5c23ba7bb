package segmenttest

import "strings"

// Mistakes with the transaction.
var (
	noTransaction = mistake{
		got:  "a query whose context has no transaction",
		want: "the context that the caller gave, down to QueryContext or ExecContext",
		why: "looks like context.Background(), a method without Context, or a middleware that puts no transaction into the context: the time " +
			"of the query belongs to no request, and with another context than the caller's nobody can stop it",
	}
	secondTransaction = mistake{
		got:  "queries of one call in two transactions, or in another than the caller's",
		want: "one transaction for a request, the one in its context",
		why: "looks like StartTransaction where newrelic.FromContext(ctx) belongs: New Relic counts two requests for one, and none " +
			"of them has the whole time",
	}
	queryAfterTransaction = mistake{
		got:  "a query after its transaction ended",
		want: "a transaction that ends last",
		why:  "looks like End called on a transaction that somebody else started: who starts it ends it. What runs later is in no report",
	}
	transactionNotEnded = mistake{
		got:  "a transaction that was started and never reported",
		want: "defer txn.End() right after StartTransaction",
		why:  "looks like End of the transaction forgotten: New Relic hears of the request only then, so its segments are lost with it",
	}
	noTransactionReported = mistake{
		got:  "fewer transactions than requests",
		want: "one transaction for each request",
		why:  "looks like a middleware that starts none, or does not end it: such requests do not exist for New Relic",
	}
)

// wrongTransaction judges the name of a request's transaction.
func wrongTransaction(c *call, got string) *mistake {
	if !c.request || c.transaction == "" || got == "WebTransaction/Go/"+c.transaction {
		return nil
	}
	m := &mistake{
		got:  "transaction " + got,
		want: "transaction WebTransaction/Go/" + c.transaction,
		why:  "all requests of a route should have one name, and no other route has it",
	}
	_, path, _ := strings.Cut(c.called, " ")
	switch {
	case !strings.HasPrefix(got, "WebTransaction/"):
		m.why = "looks like SetWebRequestHTTP forgotten: without the request New Relic takes it for background work"
	case strings.Contains(got, path):
		m.why = "looks like the path as a name: each order has a name of its own then, and no row of the table says how slow the route is"
	}
	return m
}

func transactionTwice(names []string) *mistake {
	return &mistake{
		got:  "transactions that no request asked for: " + strings.Join(names, ", "),
		want: "one transaction for each request",
		why:  "looks like a second transaction for the same request: New Relic counts it twice",
	}
}
