package orderdb

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestTransitionCheck(t *testing.T) {
	const from, to = "WAITING", "PICKUP"
	statement := func(sql string, args ...driver.Value) []Statement { return []Statement{{SQL: sql, Args: args}} }
	tests := []struct {
		name       string
		driver     string
		statements []Statement
		wantWhy    string // "" is no finding
	}{
		// Wordings of the right statement.
		{"as given", "dan", statement(TransitionSQL, to, "dan", int64(7), from), ""},
		{"as given, no driver", "", statement(TransitionSQL, to, nil, int64(7), from), ""},
		{"lower case, backquotes, semicolon", "dan",
			statement("update `orders` set `state`=?, `driver_id`=ifnull(?,`driver_id`) where `id`=? and `state`=?;", to, "dan", int64(7), from), ""},
		{"many lines, another order", "dan",
			statement("UPDATE orders\n\tSET driver_id = COALESCE(?, driver_id),\n\t\tstate = ?\n\tWHERE state = ?\n\tAND id = ?", "dan", to, from, int64(7)), ""},
		{"table name before the columns", "dan",
			statement("UPDATE orders SET orders.state = ?, driver_id = ? WHERE orders.id = ? AND orders.state = ? LIMIT 1", to, "dan", int64(7), from), ""},
		{"NULLIF in place of NULL", "",
			statement("UPDATE orders SET state = ?, driver_id = COALESCE(NULLIF(?, ''), driver_id) WHERE id = ? AND state = ?", to, "", int64(7), from), ""},
		{"no driver, no column for one", "", statement("UPDATE orders SET state = ? WHERE id = ? AND state = ?", to, int64(7), from), ""},
		{"the driver compared with nothing", "",
			statement("UPDATE orders SET state = ?, driver_id = IF(? = '', driver_id, ?) WHERE (id = ? AND state = ?)", to, "", "", int64(7), from), ""},
		{"the old driver first", "dan", statement("UPDATE orders SET state = ?, driver_id = COALESCE(driver_id, ?) WHERE id = ? AND state = ?", to, "dan", int64(7), from), ""},
		{"the old driver first, none new", "", statement("UPDATE orders SET state = ?, driver_id = COALESCE(driver_id, ?) WHERE id = ? AND state = ?", to, nil, int64(7), from), ""},
		{"a SELECT behind it", "dan", append(statement(TransitionSQL, to, "dan", int64(7), from), statement("SELECT state FROM orders WHERE id = ?", int64(7))...), ""},

		// Mistakes.
		{"no statement", "dan", nil, "nothing moved"},
		{"SELECT first", "dan", append(statement("SELECT state FROM orders WHERE id = ?", int64(7)), statement(TransitionSQL, to, "dan", int64(7), from)...),
			"check-then-update"},
		{"a string in the text", "dan",
			statement("UPDATE orders SET state = 'PICKUP', driver_id = COALESCE(?, driver_id) WHERE id = ? AND state = ?", "dan", int64(7), from), "values are part of the SQL text"},
		{"a number in the text", "", statement("UPDATE orders SET state = ? WHERE id = 7 AND state = ?", to, from), "values are part of the SQL text"},
		{"no WHERE", "", statement("UPDATE orders SET state = ?", to), "reads only an UPDATE of this form"},
		{"another statement", "", statement("DELETE FROM orders WHERE id = ? AND state = ?", int64(7), from), "reads only an UPDATE of this form"},
		{"fewer arguments than question marks", "", statement("UPDATE orders SET state = ? WHERE id = ? AND state = ?", to, int64(7)), "question marks and the call 2 arguments"},
		{"no state in WHERE", "", statement("UPDATE orders SET state = ? WHERE id = ?", to, int64(7)), "WHERE does not name the state"},
		{"several states", "", statement("UPDATE orders SET state = ? WHERE id = ? AND state IN (?, ?)", to, int64(7), "CREATED", from), "more than one state"},
		{"any state but one", "", statement("UPDATE orders SET state = ? WHERE id = ? AND state <> ?", to, int64(7), "COMPLETE"), "more than one state"},
		{"no driver yet, in WHERE", "", statement("UPDATE orders SET state = ? WHERE id = ? AND state = ? AND driver_id IS NULL", to, int64(7), from), "more than the id and the state"},
		{"to and from swapped", "", statement("UPDATE orders SET state = ? WHERE id = ? AND state = ?", from, int64(7), to), `state in WHERE should get "WAITING"`},
		{"id and from swapped", "", statement("UPDATE orders SET state = ? WHERE state = ? AND id = ?", to, from, int64(8)), `id in WHERE should get "7"`},
		{"another state in SET", "", statement("UPDATE orders SET state = ? WHERE state = ? AND id = ?", from, from, int64(7)), `state in SET should get "PICKUP"`},
		{"no id in WHERE", "", statement("UPDATE orders SET state = ? WHERE state = ?", to, from), `id in WHERE should get "7"`},
		{"the driver erased", "", statement("UPDATE orders SET state = ?, driver_id = ? WHERE id = ? AND state = ?", to, nil, int64(7), from), "erase who drives"},
		{"the driver not NULL", "", statement(TransitionSQL, to, "", int64(7), from), "is a value, not NULL"},
		{"the driver without an argument", "", statement("UPDATE orders SET state = ?, driver_id = COALESCE(NULL, driver_id) WHERE id = ? AND state = ?", to, int64(7), from), "gets no argument"},
		{"the driver forgotten", "dan", statement("UPDATE orders SET state = ? WHERE id = ? AND state = ?", to, int64(7), from), `driver_id should get "dan"`},
		{"another driver", "dan", statement(TransitionSQL, to, "eve", int64(7), from), `driver_id should get "dan"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			finding := Transition{ID: 7, From: from, To: to, Driver: tt.driver}.Check(tt.statements)
			switch {
			case finding == nil && tt.wantWhy != "":
				t.Errorf("Check(%v) found nothing; want %q", tt.statements, tt.wantWhy)
			case finding != nil && (tt.wantWhy == "" || !strings.Contains(finding.Why, tt.wantWhy)):
				t.Errorf("Check(%v) = %q; want %q", tt.statements, finding.Why, tt.wantWhy)
			case finding != nil && (finding.Got == "" || finding.Want == ""):
				t.Errorf("Check(%v) = %+v; want what was got and what is right in it", tt.statements, finding)
			}
		})
	}
}

// TestColumns checks that a query gets the columns that it names.
func TestColumns(t *testing.T) {
	row := Row{"id": int64(7), "customer_id": "ann", "merchant_id": "warung", "state": "CREATED"}
	tests := []struct {
		query string
		want  string // the columns and one row, or part of the error
	}{
		{"SELECT state FROM orders WHERE id = ?", "[state] [CREATED]"},
		{"select merchant_id, id from `orders` where id = ?", "[merchant_id id] [warung 7]"},
		{"SELECT\n\torders.id,\n\tcustomer_id\nFROM orders", "[id customer_id] [7 ann]"},
		{"SELECT o.id, o.state FROM orders AS o WHERE o.id = 7", "[id state] [7 CREATED]"},
		{"SELECT DISTINCT state FROM orders;", "[state] [CREATED]"},
		{"SELECT * FROM orders", "[id customer_id merchant_id driver_id state] [7 ann warung <nil> CREATED]"},
		{"SELECT driver_id, COALESCE(driver_id, ''), IFNULL(driver_id,'') AS driver FROM orders", "[driver_id driver_id driver_id] [<nil>  ]"},
		{"SELECT COUNT(*) FROM orders", "[count ( * )] [1]"},
		{"SELECT EXISTS (SELECT 1 FROM orders WHERE id = ?)", "[exists ( select 1] [1]"},
		{"SELECT 1 FROM orders LIMIT 1", "[1] [1]"},
		{"SELECT NOW() FROM orders", "error"},
		{"SELECT id FROM customers", "error"},
	}
	for _, tt := range tests {
		db := New(t)
		db.AnswerQuery(row)
		if got := read(db, tt.query); got != tt.want && !(tt.want == "error" && strings.HasPrefix(got, "error")) {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.query, got, tt.want)
		}
	}
}

// read runs a query and returns its columns and its rows.
func read(db *DB, query string) string {
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		return "error " + err.Error()
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	var text strings.Builder
	text.WriteString(fmt.Sprint(columns))
	for rows.Next() {
		values := make([]any, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return "error " + err.Error()
		}
		text.WriteString(fmt.Sprint(" ", values))
	}
	if err := rows.Err(); err != nil {
		text.WriteString(" error " + err.Error())
	}
	return text.String()
}

func TestAnswers(t *testing.T) {
	errNo := errors.New("no")
	db := New(t)
	db.AnswerQuery(Row{"id": int64(1)})
	db.AnswerQuery()
	db.FailRow(1, errNo, Row{"id": int64(1)}, Row{"id": int64(2)})
	db.FailQuery(errNo)
	for _, want := range []string{"[id] [1]", "[id]", "[id] [1] error no", "error no"} {
		if got := read(db, "SELECT id FROM orders"); got != want {
			t.Errorf("SELECT id gave %s; want %s", got, want)
		}
	}

	db.AnswerExec(driver.RowsAffected(3))
	db.FailExec(errNo)
	result, err := db.Exec("UPDATE orders SET state = ? WHERE id = ?", "CREATED", 7)
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := result.RowsAffected(); n != 3 {
		t.Errorf("%d rows affected; want 3", n)
	}
	if _, err := db.Exec("DELETE FROM orders"); !errors.Is(err, errNo) {
		t.Errorf("Exec = %v; want the error that it was told", err)
	}

	statements := db.Statements()
	if len(statements) != 6 { // the one that failed among them
		t.Fatalf("%d statements recorded: %v; want 6", len(statements), statements)
	}
	if got := statements[4]; got.SQL != "UPDATE orders SET state = ? WHERE id = ?" || !slices.Equal(got.Args, []driver.Value{"CREATED", int64(7)}) {
		t.Errorf("recorded %q with %v; want the statement and its arguments as the driver got them", got.SQL, got.Args)
	}
	if len(statements[5].Args) != 0 {
		t.Errorf("recorded %v as arguments of a statement without", statements[5].Args)
	}
}

// TestRecord checks that nothing escapes the record: no statement without an
// answer, and none that is prepared or part of a transaction.
func TestRecord(t *testing.T) {
	db := New(t)
	const update = "UPDATE orders SET state = ? WHERE id = ?"
	if _, err := db.Exec(update, "CREATED", 7); err == nil {
		t.Error("a statement without an answer = nil; want an error")
	}
	db.AnswerExec(driver.RowsAffected(1))
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	statement, err := tx.Prepare(update)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := statement.Exec("COMPLETE", 8); err != nil {
		t.Error(err)
	}
	if err := errors.Join(statement.Close(), tx.Commit()); err != nil {
		t.Error(err)
	}
	want := update + ` with "CREATED", 7; ` + update + ` with "COMPLETE", 8`
	var got []string
	for _, s := range db.Statements() {
		got = append(got, s.String())
	}
	if strings.Join(got, "; ") != want {
		t.Errorf("recorded %q; want %q", got, want)
	}
	if got := (Statement{SQL: "SELECT ?", Args: []driver.Value{nil}}).String(); got != "SELECT ? with NULL" {
		t.Errorf("nil is printed as %q; want NULL", got)
	}
}

func TestCheckNewest(t *testing.T) {
	const query = "SELECT id FROM orders WHERE customer_id = ? ORDER BY id DESC LIMIT 100"
	tests := []struct {
		name, sql string
		args      []driver.Value
		wantWhy   string // "" is no finding
	}{
		{"as it should be", query, []driver.Value{"ann"}, ""},
		{"another wording", "select o.id, coalesce(driver_id, ''), ifnull(driver_id, '')\nfrom `orders` o where o.`customer_id`=? order by o.id desc limit ?;", []driver.Value{"ann", int64(100)}, ""},
		{"a value in the text", "SELECT id FROM orders WHERE customer_id = 'ann' ORDER BY id DESC LIMIT 100", nil, "values are part of the SQL text"},
		{"no WHERE", "SELECT id FROM orders ORDER BY id DESC LIMIT 100", nil, "other people"},
		{"another customer", query, []driver.Value{"bob"}, "other people"},
		{"no order", "SELECT id FROM orders WHERE customer_id = ? LIMIT 100", []driver.Value{"ann"}, "without ORDER BY"},
		{"the oldest first", "SELECT id FROM orders WHERE customer_id = ? ORDER BY id LIMIT 100", []driver.Value{"ann"}, "without ORDER BY"},
		{"no limit", "SELECT id FROM orders WHERE customer_id = ? ORDER BY id DESC", []driver.Value{"ann"}, "without LIMIT"},
		{"another limit", "SELECT id FROM orders WHERE customer_id = ? ORDER BY id DESC LIMIT 1000", []driver.Value{"ann"}, "without LIMIT"},
	}
	for _, tt := range tests {
		finding := CheckNewest("customer_id", "ann", []Statement{{SQL: tt.sql, Args: tt.args}})
		if (finding == nil) != (tt.wantWhy == "") || finding != nil && !strings.Contains(finding.Why, tt.wantWhy) {
			t.Errorf("%s: CheckNewest found %+v; want %q", tt.name, finding, tt.wantWhy)
		}
	}
	if CheckNewest("customer_id", "ann", nil) == nil {
		t.Error("CheckNewest of no statement found nothing")
	}
}

// TestRowsWillBeClosed checks the one thing that a test asks of sqlmock itself.
func TestRowsWillBeClosed(t *testing.T) {
	for _, closed := range []bool{true, false} {
		db := New(t)
		db.AnswerQuery(Row{"id": int64(1)}).RowsWillBeClosed()
		rows, err := db.Query("SELECT id FROM orders")
		if err != nil {
			t.Fatal(err)
		}
		rows.Next()
		if closed {
			rows.Close()
		}
		if unmet := db.Mock.ExpectationsWereMet(); (unmet == nil) != closed {
			t.Errorf("rows closed %v: ExpectationsWereMet = %v", closed, unmet)
		}
		rows.Close()
	}
}
