package leaktest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"

	"example.com/metricsworkshop/internal/watchedmock"
)

// An answer is what the orders table has for one query.
type answer struct {
	orders     int   // how many orders match
	unreadable bool  // what the query asks for is NULL, where a number is expected
	failRow    error // the first row cannot be read
	fail       error // the query fails
	second     bool  // another result set stands behind
}

// A database is a pool of watched connections over sqlmock, with a record of what
// passes. Each query takes the next answer, in the columns that it names.
type database struct {
	*sql.DB
	mock     sqlmock.Sqlmock
	began    atomic.Bool  // a transaction was asked for
	prepared atomic.Int64 // statements that are prepared and not closed

	mu         sync.Mutex
	statements []statement   // an answer may ask in a goroutine of its own
	conns      []driver.Conn // all that were opened
}

// A statement is a query that reached the database.
type statement struct {
	sql      string
	args     []driver.Value
	ctx      context.Context
	prepared bool
}

// newDatabase returns a database with one answer for each query. It is closed at t's
// end, and so is each of its connections, whoever still holds it.
func newDatabase(t testing.TB, answers ...answer) *database {
	d := &database{}
	expected := make([]*sqlmock.ExpectedQuery, len(answers))
	next := 0
	connector, mock := watchedmock.Connector(t, sqlmock.QueryMatcherFunc(func(_, text string) error {
		if answers[next].fail == nil {
			expected[next].WillReturnRows(answers[next].rows(text)...)
		}
		next++
		return nil
	}))
	for i, a := range answers {
		expected[i] = mock.ExpectQuery("any")
		if a.fail != nil {
			expected[i].WillReturnError(a.fail)
		} else {
			expected[i].RowsWillBeClosed()
		}
	}
	d.DB, d.mock = sql.OpenDB(recording{connector, d}), mock
	t.Cleanup(func() {
		d.Close()
		d.mu.Lock()
		defer d.mu.Unlock()
		for _, conn := range d.conns {
			conn.Close()
		}
	})
	return d
}

// recording opens connections behind which the database keeps its record.
type recording struct {
	driver.Connector
	db *database
}

func (r recording) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := r.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	r.db.mu.Lock()
	defer r.db.mu.Unlock()
	r.db.conns = append(r.db.conns, conn)
	return recordingConn{conn.(queryConn), r.db}, nil
}

type queryConn interface {
	driver.Conn
	driver.QueryerContext
	driver.ConnBeginTx
}

type recordingConn struct {
	queryConn
	db *database
}

func (c recordingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return c.query(ctx, query, args, false)
}

func (c recordingConn) query(ctx context.Context, query string, args []driver.NamedValue, prepared bool) (driver.Rows, error) {
	s := statement{sql: query, ctx: ctx, prepared: prepared}
	for _, arg := range args {
		s.args = append(s.args, arg.Value)
	}
	c.db.mu.Lock()
	c.db.statements = append(c.db.statements, s)
	c.db.mu.Unlock()
	return c.queryConn.QueryContext(ctx, query, args)
}

func (c recordingConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	c.db.began.Store(true)
	return c.queryConn.BeginTx(ctx, opts)
}

// Prepare prepares by itself: sqlmock refuses a statement that it was not told to
// expect, and whether one is prepared is not what is judged.
func (c recordingConn) Prepare(query string) (driver.Stmt, error) {
	c.db.prepared.Add(1)
	return &preparedStatement{conn: c, query: query}, nil
}

type preparedStatement struct {
	conn   recordingConn
	query  string
	closed bool
}

func (s *preparedStatement) NumInput() int { return -1 } // any: sqlmock's business

func (s *preparedStatement) Close() error {
	if !s.closed {
		s.closed = true
		s.conn.db.prepared.Add(-1)
	}
	return nil
}

func (s *preparedStatement) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.conn.query(ctx, s.query, args, true)
}

// Exec and Query complete driver.Stmt.
func (s *preparedStatement) Exec([]driver.Value) (driver.Result, error) { return nil, driver.ErrSkip }
func (s *preparedStatement) Query([]driver.Value) (driver.Rows, error)  { return nil, driver.ErrSkip }

// last is the statement that came last; the zero one if none came.
func (d *database) last() statement {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.statements) == 0 {
		return statement{}
	}
	return d.statements[len(d.statements)-1]
}

// asked reports whether any statement came.
func (d *database) asked() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.statements) > 0
}

// has reports whether the statement has value as an argument, or in its text between
// quotes.
func (s statement) has(value string) bool {
	return slices.Contains(s.args, driver.Value(value)) || quoted(s.sql, value)
}
