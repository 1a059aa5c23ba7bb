package orderdb

import (
	"context"
	"database/sql/driver"
)

// connector opens connections of sqlmock, each behind a recorder.
type connector struct {
	db     *DB
	driver driver.Driver
	dsn    string
}

func (c connector) Driver() driver.Driver { return c.driver }

func (c connector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.dsn)
	if err != nil {
		return nil, err
	}
	return recorder{conn.(mockConn), c.db}, nil
}

type mockConn interface {
	driver.Conn
	driver.ExecerContext
	driver.QueryerContext
}

// recorder is a connection that keeps a record of what passes. sqlmock itself
// tells nobody of a statement that it has no answer for, and refuses a prepared
// statement or a transaction that it was not told of: whether a caller uses them
// is not what a test of the statement is about.
type recorder struct {
	mockConn
	db *DB
}

func (r recorder) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	r.record(query, args, false)
	return r.mockConn.ExecContext(ctx, query, args)
}

func (r recorder) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	r.record(query, args, true)
	return r.mockConn.QueryContext(ctx, query, args)
}

func (r recorder) record(query string, args []driver.NamedValue, rows bool) {
	s := Statement{SQL: query, Query: rows}
	for _, arg := range args {
		s.Args = append(s.Args, arg.Value)
	}
	r.db.statements = append(r.db.statements, s)
}

func (r recorder) Prepare(query string) (driver.Stmt, error) { return prepared{r, query}, nil }

func (r recorder) Begin() (driver.Tx, error) {
	r.db.uncommitted = true
	return transaction{r.db}, nil
}

type transaction struct{ db *DB }

func (t transaction) Commit() error { t.db.uncommitted = false; return nil }
func (transaction) Rollback() error { return nil }

// prepared is a prepared statement: it sends its text each time.
type prepared struct {
	recorder recorder
	query    string
}

func (p prepared) Close() error  { return nil }
func (p prepared) NumInput() int { return -1 } // any: the check reads the arguments

func (p prepared) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return p.recorder.ExecContext(ctx, p.query, args)
}

func (p prepared) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return p.recorder.QueryContext(ctx, p.query, args)
}

// Exec and Query complete driver.Stmt; database/sql calls the two above.
func (p prepared) Exec([]driver.Value) (driver.Result, error) { return nil, driver.ErrSkip }
func (p prepared) Query([]driver.Value) (driver.Rows, error)  { return nil, driver.ErrSkip }
