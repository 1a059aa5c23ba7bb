package segmenttest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"sync"
)

// A Row is one row of an answer: a value for each column that the query asks for.
type Row []driver.Value

// A DB is a database/sql pool with a probe, over a database that gives the answers
// that it was told. Each statement takes the first answer that is left.
type DB struct {
	*sql.DB
	connector driver.Connector // of the probe

	mu      sync.Mutex
	answers []answer
}

// answer is that to one statement.
type answer struct {
	rows   []Row
	failAt int           // index of the row that cannot be read; -1 for none
	result driver.Result // of a statement without rows
	err    error
}

// DB returns a database with no answers yet, closed at the test's end.
func (a *Agent) DB() *DB {
	d := &DB{}
	d.connector = a.Probe(canned{d})
	d.DB = sql.OpenDB(d.connector)
	a.t.Cleanup(func() { d.Close() })
	return d
}

// Connector is the way to the database, with its probe, for a pool that has more
// in front of it.
func (d *DB) Connector() driver.Connector { return d.connector }

// Answer answers a query with rows.
func (d *DB) Answer(rows ...Row) { d.answer(answer{rows: rows, failAt: -1}) }

// FailRow answers a query with rows of which the one at index i cannot be read.
func (d *DB) FailRow(i int, err error, rows ...Row) {
	d.answer(answer{rows: rows, failAt: i, err: err})
}

// AnswerExec answers a statement without rows, as an INSERT, with the id of a new
// row and the number of changed rows.
func (d *DB) AnswerExec(id, changed int64) { d.answer(answer{result: result{id, changed}}) }

// Fail lets a statement of any kind fail with err.
func (d *DB) Fail(err error) { d.answer(answer{failAt: -1, err: err}) }

func (d *DB) answer(a answer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answers = append(d.answers, a)
}

// next takes the answer to a statement that wants rows or does not.
func (d *DB) next(text string, wantsRows bool) (answer, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.answers) == 0 {
		return answer{}, fmt.Errorf("the test has no answer left for %q", text)
	}
	a := d.answers[0]
	d.answers = d.answers[1:]
	switch {
	case a.err != nil && a.failAt < 0:
		return answer{}, a.err
	case wantsRows && a.result != nil:
		return answer{}, fmt.Errorf("the test's next answer has no rows, and %q wants some", text)
	case !wantsRows && a.result == nil:
		return answer{}, fmt.Errorf("the test's next answer has rows, and %q wants none", text)
	}
	return a, nil
}

// canned is the connector to a DB, and its driver and connections too.
type canned struct{ db *DB }

func (c canned) Connect(context.Context) (driver.Conn, error) { return c, nil }
func (c canned) Driver() driver.Driver                        { return c }
func (c canned) Open(string) (driver.Conn, error)             { return c, nil }

func (c canned) Close() error              { return nil }
func (c canned) Begin() (driver.Tx, error) { return c, nil }
func (c canned) Commit() error             { return nil }
func (c canned) Rollback() error           { return nil }

// Prepare completes driver.Conn. The probe prepares for itself.
func (c canned) Prepare(string) (driver.Stmt, error) {
	return nil, errors.New("the test's database is behind a probe, which prepares")
}

func (c canned) QueryContext(_ context.Context, text string, _ []driver.NamedValue) (driver.Rows, error) {
	a, err := c.db.next(text, true)
	if err != nil {
		return nil, err
	}
	return &cannedRows{answer: a}, nil
}

func (c canned) ExecContext(_ context.Context, text string, _ []driver.NamedValue) (driver.Result, error) {
	a, err := c.db.next(text, false)
	return a.result, err
}

type result struct{ id, changed int64 }

func (r result) LastInsertId() (int64, error) { return r.id, nil }
func (r result) RowsAffected() (int64, error) { return r.changed, nil }

// cannedRows reads an answer's rows.
type cannedRows struct {
	answer
	read int
}

// Columns has as many as the first row has values. Without a row nobody counts.
func (r *cannedRows) Columns() []string {
	if len(r.rows) == 0 {
		return nil
	}
	return make([]string, len(r.rows[0]))
}

func (r *cannedRows) Next(row []driver.Value) error {
	switch {
	case r.err != nil && r.read == r.failAt:
		return r.err
	case r.read == len(r.rows):
		return io.EOF
	}
	copy(row, r.rows[r.read])
	r.read++
	return nil
}

func (r *cannedRows) Close() error { return nil }
