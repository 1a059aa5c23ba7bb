package orderdb

import (
	"database/sql/driver"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/verdict"
)

// TransitionSQL is the statement that task 1.2 gives. Its spacing, its case and
// the order of its columns are free.
const TransitionSQL = "UPDATE orders SET state = ?, driver_id = COALESCE(?, driver_id)\nWHERE id = ? AND state = ?"

// A Transition is what a conditional update must do. Driver "" is no driver.
type Transition struct {
	ID               int64
	From, To, Driver string
}

// written finds a value that is part of the SQL's text, not an argument.
var written = regexp.MustCompile(`'[^']+'|"[^"]*"|= -?\d`)

// hasValues reports whether values are part of a clean statement. The empty
// string literal is none: COALESCE needs one.
func hasValues(text string) bool {
	return written.MatchString(strings.ReplaceAll(text, "''", ""))
}

const valuesInText = "values are part of the SQL text: an id such as x' OR '1'='1 becomes SQL (injection), and every call " +
	"is a new statement to the database. Leave ? in the text and pass the values as arguments"

// Check judges the statements that a call of Transition sent, of which the first
// must be the conditional update. It returns nil if that one is right.
func (want Transition) Check(statements []Statement) *verdict.Finding {
	wrong := func(got, why string) *verdict.Finding {
		return &verdict.Finding{Got: got, Want: TransitionSQL, Why: why}
	}
	if len(statements) == 0 {
		return wrong("no statement reached the database", "nothing moved: the caller is told that it did")
	}
	first := statements[0]
	got := first.String()
	text := clean(first.SQL)
	if strings.HasPrefix(text, "select") {
		return wrong("first "+got, "check-then-update: what a SELECT says may be old when the UPDATE comes. Two pickups at once both read "+
			"the right state, and two drivers ride for one meal, unless the UPDATE compares too, and then the SELECT was for nothing. "+
			"Let the database compare and change in one statement")
	}
	if first.Query {
		return wrong("QueryContext: "+got, "this statement has no rows to return, only a number of rows it changed. ExecContext returns that, "+
			"and gives the connection back at once")
	}
	if hasValues(text) {
		return wrong(got, valuesInText)
	}
	if marks := strings.Count(text, "?"); marks != len(first.Args) {
		return wrong(got, fmt.Sprintf("the text has %d question marks and the call %d arguments: each ? takes one, in the order of the text", marks, len(first.Args)))
	}
	u, ok := parseUpdate(first)
	if !ok {
		return wrong(got, "this test reads only an UPDATE of this form; other spacing, case and order are fine")
	}
	from, hasFrom := u.where["state"]
	switch {
	case !hasFrom:
		return wrong(got, "WHERE does not name the state, so the call is allowed from any state: a COMPLETE order can be picked up again")
	case len(from.args) != 1 || (from.text != "state = ?" && from.text != "? = state"):
		return wrong(got, "WHERE lets more than one state through: a call starts from exactly one")
	case len(u.where) > 2:
		return wrong(got, "WHERE asks for more than the id and the state: calls that the state machine allows would change nothing")
	}
	checks := []struct {
		column string
		term   term
		want   driver.Value
	}{
		{"state in WHERE", from, want.From},
		{"id in WHERE", u.where["id"], want.ID},
		{"state in SET", u.set["state"], want.To},
	}
	for _, c := range checks {
		if len(c.term.args) != 1 || c.term.args[0] != c.want {
			return wrong(got, fmt.Sprintf("%s should get %q: arguments go to the ? in the order of the text", c.column, fmt.Sprint(c.want)))
		}
	}
	return want.checkDriver(u, wrong, got)
}

func (want Transition) checkDriver(u update, wrong func(got, why string) *verdict.Finding, got string) *verdict.Finding {
	driver, set := u.set["driver_id"]
	if set && len(driver.args) == 0 {
		return wrong(got, "driver_id gets no argument: nobody would ever know who rides")
	}
	if want.Driver == "" {
		keeps := strings.Count(driver.text, "driver_id") > 1 // as in COALESCE(?, driver_id)
		if set && !keeps {
			return wrong(got, "only pickup knows the driver: every later call would erase who drives. COALESCE keeps what is there when its first argument is NULL")
		}
		if set && driver.args[0] != nil && !strings.Contains(driver.text, "''") { // as in NULLIF(?, '')
			return wrong(got, `"" is a value, not NULL: COALESCE would store it and erase who drives. nullable(driverID) makes it NULL`)
		}
		return nil
	}
	if !slices.Contains(driver.args, any(want.Driver)) {
		return wrong(got, fmt.Sprintf("driver_id should get %q: without it nobody knows who rides, and the driver never shows as busy", want.Driver))
	}
	return nil
}
