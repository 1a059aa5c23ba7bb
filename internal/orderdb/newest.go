package orderdb

import (
	"database/sql/driver"
	"regexp"
	"slices"

	"example.com/metricsworkshop/internal/verdict"
)

var (
	newestFirst = regexp.MustCompile(`\border by id desc\b`)
	limit       = regexp.MustCompile(`\blimit (?:100|\?)$`)
)

// CheckNewest judges the query for the newest 100 orders of a party, whose id is
// in column. It returns nil if that one is right.
func CheckNewest(column, party string, statements []Statement) *verdict.Finding {
	wrong := func(got, why string) *verdict.Finding {
		return &verdict.Finding{Got: got, Want: "SELECT … FROM orders WHERE " + column + " = ? ORDER BY id DESC LIMIT 100", Why: why}
	}
	if len(statements) == 0 {
		return wrong("no statement reached the database", "what was not read cannot be right")
	}
	text, got := clean(statements[0].SQL), statements[0].String()
	switch {
	case hasValues(text):
		return wrong(got, valuesInText)
	case !regexp.MustCompile(`\bwhere `+column+` = \?`).MatchString(text) || !slices.Contains(statements[0].Args, driver.Value(party)):
		return wrong(got, "the answer would have the orders of other people too")
	case !newestFirst.MatchString(text):
		return wrong(got, "without ORDER BY id DESC the database gives the rows as it likes, as a rule the oldest first")
	case !limit.MatchString(text):
		return wrong(got, "without LIMIT 100 the answer grows with every order, for ever")
	}
	return nil
}
