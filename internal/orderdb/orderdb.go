// Package orderdb is the orders table for tests: sqlmock, which answers what a
// test tells it and keeps a record of what it was asked. A query gets the
// columns it names, in its own order, so that a test need not pin its wording.
package orderdb

import (
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
)

// A Row is one order as the table has it, by column: id, customer_id,
// merchant_id, driver_id (nil is NULL) and state.
type Row map[string]driver.Value

// A Statement is one statement that reached the database.
type Statement struct {
	SQL   string
	Args  []driver.Value
	Query bool // sent to be answered with rows
}

func (s Statement) String() string {
	var args []string
	for _, arg := range s.Args {
		switch arg := arg.(type) {
		case nil:
			args = append(args, "NULL")
		case string:
			args = append(args, strconv.Quote(arg))
		default:
			args = append(args, fmt.Sprint(arg))
		}
	}
	if len(args) == 0 {
		return s.SQL
	}
	return s.SQL + " with " + strings.Join(args, ", ")
}

// DB is a database/sql pool over sqlmock. Its answers are given in any order:
// each statement takes the first answer of its kind that is left. It is for one
// goroutine.
type DB struct {
	*sql.DB
	Mock       sqlmock.Sqlmock
	mockDB     *sql.DB // sqlmock's own pool, without the record
	statements []Statement
	queries    map[string]*query

	uncommitted bool // a transaction was begun and not committed
	changed     bool // an answer says that rows changed
}

// query is what one ExpectedQuery answers.
type query struct {
	expected *sqlmock.ExpectedQuery
	rows     []Row
	failAt   int // index of the row that cannot be read; -1 for none
	err      error
}

// New returns a database with no answers yet, closed at t's end.
func New(t testing.TB) *DB {
	t.Helper()
	d := &DB{queries: map[string]*query{}}
	dsn := rand.Text()
	db, mock, err := sqlmock.NewWithDSN(dsn, sqlmock.QueryMatcherOption(sqlmock.QueryMatcherFunc(d.match)))
	if err != nil {
		t.Fatalf("open sqlmock: %v", err)
	}
	mock.MatchExpectationsInOrder(false)
	d.DB, d.mockDB, d.Mock = sql.OpenDB(connector{d, db.Driver(), dsn}), db, mock
	t.Cleanup(func() { d.Close() })
	return d
}

// Close closes the pool.
func (d *DB) Close() error {
	d.mockDB.Close()
	return d.DB.Close()
}

// Uncommitted reports whether a change was made and lost: its transaction began
// and was never committed, though it changed something.
func (d *DB) Uncommitted() bool { return d.uncommitted && d.changed }

// Statements are all statements so far.
func (d *DB) Statements() []Statement { return d.statements }

// AnswerExec answers one INSERT, UPDATE or DELETE.
func (d *DB) AnswerExec(result driver.Result) {
	if rows, ok := result.(driver.RowsAffected); ok && rows > 0 {
		d.changed = true
	}
	d.Mock.ExpectExec("any").WillReturnResult(result)
}

// FailExec lets one INSERT, UPDATE or DELETE fail with err.
func (d *DB) FailExec(err error) {
	d.Mock.ExpectExec("any").WillReturnError(err)
}

// AnswerQuery answers one SELECT with rows. The expectation that it returns can
// be told more, RowsWillBeClosed for one.
func (d *DB) AnswerQuery(rows ...Row) *sqlmock.ExpectedQuery {
	return d.answer(&query{rows: rows, failAt: -1})
}

// FailRow answers one SELECT with rows of which the one at index i cannot be read.
func (d *DB) FailRow(i int, err error, rows ...Row) *sqlmock.ExpectedQuery {
	return d.answer(&query{rows: rows, failAt: i, err: err})
}

// FailQuery lets one SELECT fail with err.
func (d *DB) FailQuery(err error) {
	d.Mock.ExpectQuery("any").WillReturnError(err)
}

func (d *DB) answer(q *query) *sqlmock.ExpectedQuery {
	name := fmt.Sprintf("query %d", len(d.queries))
	q.expected = d.Mock.ExpectQuery(name)
	d.queries[name] = q
	return q.expected
}

// match is sqlmock's hook for statements: it fills in the rows now that the
// columns are known.
func (d *DB) match(expected, actual string) error {
	q, ok := d.queries[expected]
	if !ok {
		return nil
	}
	columns, err := selectColumns(actual)
	if err != nil {
		return err
	}
	rows := sqlmock.NewRows(columnNames(columns))
	if m := aggregate.FindStringSubmatch(columns[0].name); m != nil {
		n := len(q.rows)
		if m[1] == "exists" {
			n = min(n, 1)
		}
		rows.AddRow(n)
		if q.failAt >= 0 {
			rows.RowError(0, q.err) // COUNT and EXISTS have no other row
		}
		q.expected.WillReturnRows(rows)
		return nil
	}
	for i, row := range q.rows {
		values := make([]driver.Value, len(columns))
		for j, c := range columns {
			values[j] = c.value(row)
		}
		rows.AddRow(values...)
		if i == q.failAt {
			rows.RowError(i, q.err)
		}
	}
	q.expected.WillReturnRows(rows)
	return nil
}
