package leaktest

import (
	"database/sql/driver"
	"regexp"
	"strings"

	"github.com/DATA-DOG/go-sqlmock"
)

var (
	selectList = regexp.MustCompile(`(?is)^\s*select\s+(?:distinct\s+)?(.*?)(?:\s+from\s.*)?$`)
	aggregate  = regexp.MustCompile(`(?i)\b(?:count|exists)\s*\(`)
	existence  = regexp.MustCompile(`(?i)\bexists\s*\(|\bcount\s*\([^)]*\)\s*(?:>\s*0|>=\s*1|<>\s*0|!=\s*0)`)
)

// rows are the answer to a query, however that is worded: orders as rows, or as the
// one number that COUNT or EXISTS says.
func (a answer) rows(query string) []*sqlmock.Rows {
	list := ""
	if m := selectList.FindStringSubmatch(query); m != nil {
		list = m[1]
	}
	names := columns(list)
	rows := sqlmock.NewRows(names)
	switch {
	case aggregate.MatchString(list):
		n := int64(a.orders)
		if existence.MatchString(list) {
			n = min(n, 1)
		}
		rows.AddRow(a.value(n))
	default:
		for range a.orders {
			row := make([]driver.Value, len(names))
			for i, name := range names {
				row[i] = a.value(order(name))
			}
			rows.AddRow(row...)
		}
	}
	if a.failRow != nil {
		rows.RowError(0, a.failRow)
	}
	if a.second {
		return []*sqlmock.Rows{rows, sqlmock.NewRows([]string{"behind"}).AddRow(int64(1))}
	}
	return []*sqlmock.Rows{rows}
}

func (a answer) value(readable driver.Value) driver.Value {
	if a.unreadable {
		return nil
	}
	return readable
}

// order is a column of an order: a number for the id and for a constant.
func order(column string) driver.Value {
	switch {
	case strings.HasSuffix(strings.ToLower(column), "driver_id"):
		return Driver
	case strings.HasSuffix(strings.ToLower(column), "merchant_id"):
		return Merchant
	case strings.HasSuffix(strings.ToLower(column), "customer_id"):
		return "ann"
	case strings.HasSuffix(strings.ToLower(column), "state"):
		return otwToPickup
	default:
		return int64(9)
	}
}

// columns are the expressions of a SELECT's list. That of COUNT and EXISTS is one.
func columns(list string) []string {
	if strings.TrimSpace(list) == "*" {
		return []string{"id", "customer_id", "merchant_id", "driver_id", "state"}
	}
	if aggregate.MatchString(list) {
		return []string{"n"}
	}
	depth := 0
	names := strings.FieldsFunc(list, func(r rune) bool {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		return r == ',' && depth == 0
	})
	if len(names) == 0 {
		return []string{"n"}
	}
	for i, name := range names {
		names[i] = strings.Trim(name, "` \t\n")
	}
	return names
}

// quoted reports whether a statement's text has value between quotes.
func quoted(sql, value string) bool {
	return strings.Contains(sql, "'"+value+"'") || strings.Contains(sql, `"`+value+`"`)
}
