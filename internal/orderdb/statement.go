package orderdb

import (
	"database/sql/driver"
	"fmt"
	"regexp"
	"strings"
)

// column is one expression of a SELECT's list, read as far as it names a column.
type column struct {
	name    string
	notNull bool // COALESCE or IFNULL around it
	number  bool // a constant, as in SELECT 1, or COUNT or EXISTS of the rows
}

func (c column) value(row Row) driver.Value {
	if c.number {
		return int64(1)
	}
	v := row[c.name]
	if v == nil && c.notNull {
		return ""
	}
	return v
}

func columnNames(columns []column) []string {
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

var (
	tableColumns = []string{"customer_id", "merchant_id", "driver_id", "state", "id"}
	selectList   = regexp.MustCompile(`^select (?:distinct )?(.+?) from orders\b`)
	aggregate    = regexp.MustCompile(`^(count|exists) \(`)
	constant     = regexp.MustCompile(`^\d+$`)
	qualifier    = regexp.MustCompile(`\b[A-Za-z_]+\.`) // a table's name or alias
	updateParts  = regexp.MustCompile(`^update orders set (.+) where (.+?)(?: limit 1)?$`)
)

// clean makes statements that mean the same look the same: lower case, single
// spaces, no backquotes, no semicolon at the end, no table name before a column.
func clean(sql string) string {
	sql = strings.NewReplacer("`", "", "(", " ( ", ")", " ) ", ",", " , ", "=", " = ").Replace(sql)
	sql = qualifier.ReplaceAllString(sql, "")
	return strings.ToLower(strings.TrimSuffix(strings.Join(strings.Fields(sql), " "), ";"))
}

// selectColumns reads which columns a query asks for.
func selectColumns(sql string) ([]column, error) {
	m := selectList.FindStringSubmatch(clean(sql))
	if m == nil {
		return nil, fmt.Errorf("the test's database knows only SELECT columns FROM orders, not %q", sql)
	}
	var columns []column
	for _, expression := range splitTop(m[1]) {
		if expression == "*" {
			for _, name := range []string{"id", "customer_id", "merchant_id", "driver_id", "state"} {
				columns = append(columns, column{name: name})
			}
			continue
		}
		if aggregate.MatchString(expression) || constant.MatchString(expression) {
			columns = append(columns, column{name: expression, number: true})
			continue
		}
		name := columnOf(expression)
		if name == "" {
			return nil, fmt.Errorf("the test's database has no column for %q: it has id, customer_id, merchant_id, driver_id and state", expression)
		}
		notNull := strings.HasPrefix(expression, "coalesce") || strings.HasPrefix(expression, "ifnull")
		columns = append(columns, column{name: name, notNull: notNull})
	}
	return columns, nil
}

// columnOf is the first column that an expression names.
func columnOf(expression string) string {
	for word := range strings.FieldsSeq(expression) {
		for _, name := range tableColumns {
			if word == name {
				return name
			}
		}
	}
	return ""
}

// splitTop splits a cleaned list at the commas outside of parentheses.
func splitTop(list string) []string {
	var (
		parts []string
		words []string
		depth int
	)
	for word := range strings.FieldsSeq(list) {
		switch word {
		case "(":
			depth++
		case ")":
			depth--
		case ",":
			if depth == 0 {
				parts, words = append(parts, strings.Join(words, " ")), nil
				continue
			}
		}
		words = append(words, word)
	}
	return append(parts, strings.Join(words, " "))
}

// term is one "column operator expression" of an UPDATE, with its arguments.
type term struct {
	text string
	args []driver.Value
}

// update is an UPDATE of orders, by column.
type update struct {
	set, where map[string]term
}

// parseUpdate reads UPDATE orders SET a = …, b = … WHERE c = … AND d = ….
func parseUpdate(s Statement) (update, bool) {
	m := updateParts.FindStringSubmatch(clean(s.SQL))
	if m == nil || strings.Count(clean(s.SQL), "?") != len(s.Args) {
		return update{}, false
	}
	args := s.Args
	terms := func(parts []string) map[string]term {
		byColumn := map[string]term{}
		for _, part := range parts {
			part = strings.Trim(part, "() ") // WHERE (id = ? AND state = ?)
			n := strings.Count(part, "?")
			byColumn[columnOf(part)] = term{text: part, args: args[:n]}
			args = args[n:]
		}
		return byColumn
	}
	return update{
		set:   terms(splitTop(m[1])),
		where: terms(strings.Split(m[2], " and ")),
	}, true
}
