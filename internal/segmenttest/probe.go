package segmenttest

import (
	"context"
	"database/sql/driver"
	"fmt"
	"io"

	"github.com/newrelic/go-agent/v3/newrelic"
)

// Probe puts a probe in front of a database. Its connections must have
// QueryerContext and ExecerContext, as those of every current driver have.
func (a *Agent) Probe(database driver.Connector) driver.Connector {
	return probe{a, database}
}

type probe struct {
	agent    *Agent
	database driver.Connector
}

// Connect returns a connection that tells the agent's test of each statement.
func (p probe) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := p.database.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, ok := conn.(databaseConn)
	if !ok {
		return nil, fmt.Errorf("%T has no QueryContext and ExecContext", conn)
	}
	return probeConn{full, p.agent}, nil
}

// Driver returns the database's, which has no probe.
func (p probe) Driver() driver.Driver { return p.database.Driver() }

type databaseConn interface {
	driver.Conn
	driver.QueryerContext
	driver.ExecerContext
}

// probeConn is a connection with a probe.
type probeConn struct {
	databaseConn
	agent *Agent
}

func (c probeConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	q := c.agent.saw(ctx, text, args)
	rows, err := c.databaseConn.QueryContext(ctx, text, args)
	if err != nil {
		c.agent.failed(q)
		return nil, err
	}
	return probeRows{rows, c.agent, q, newrelic.FromContext(ctx)}, nil
}

func (c probeConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	q := c.agent.saw(ctx, text, args)
	result, err := c.databaseConn.ExecContext(ctx, text, args)
	if err != nil {
		c.agent.failed(q)
	}
	return result, err
}

// Prepare returns a statement that sends its text each time, so that the probe
// sees it as any other.
func (c probeConn) Prepare(text string) (driver.Stmt, error) { return probeStmt{c, text}, nil }

type probeStmt struct {
	conn probeConn
	text string
}

func (s probeStmt) Close() error  { return nil }
func (s probeStmt) NumInput() int { return -1 } // any: the database counts them

func (s probeStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.conn.QueryContext(ctx, s.text, args)
}

func (s probeStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.conn.ExecContext(ctx, s.text, args)
}

// Exec and Query complete driver.Stmt; database/sql calls the two above.
func (s probeStmt) Exec([]driver.Value) (driver.Result, error) { return nil, driver.ErrSkip }
func (s probeStmt) Query([]driver.Value) (driver.Rows, error)  { return nil, driver.ErrSkip }

// probeRows are rows with a probe. Next gets no context, so they keep the
// transaction of their query's.
type probeRows struct {
	driver.Rows
	agent *Agent
	query *query
	txn   *newrelic.Transaction
}

// Next marks that a row is asked for. Closing marks nothing: database/sql may
// close rows from a goroutine of its own.
func (r probeRows) Next(row []driver.Value) error {
	mark(r.txn, markRow, r.query.number)
	err := r.Rows.Next(row)
	if err != nil && err != io.EOF {
		r.agent.failed(r.query)
	}
	return err
}
