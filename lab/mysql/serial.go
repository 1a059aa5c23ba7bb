package mysql

import (
	"bytes"
	"context"
	"sync"

	"github.com/dolthub/go-mysql-server/server"
	vitess "github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"
	"github.com/dolthub/vitess/go/vt/sqlparser"
)

// oneStatementAtATime is the cure for lost writes. When the engine's in-memory
// tables commit a statement, they put back the copy they took of every table
// it touched, also if it only read: a row that another connection inserted in
// between is gone, its id is handed out again, and nobody gets an error.
func oneStatementAtATime() server.Option {
	var chain server.InterceptorChain
	chain.WithInterceptor(&serial{})
	return chain.Option()
}

// serial lets one statement at a time into the engine. Its lock covers the
// statement and not the sending of its result: a client that does not read its
// rows must not make everybody wait.
type serial struct {
	mu sync.Mutex
}

// Priority is the place among several interceptors; there is only this one.
func (s *serial) Priority() int { return 0 }

// Query runs a statement that came as text.
func (s *serial) Query(ctx context.Context, chain server.Chain, c *vitess.Conn, query string, send func(*sqltypes.Result, bool) error) error {
	_, err := s.run(send, func(keep vitess.ResultSpoolFn) (string, error) {
		return "", chain.ComQuery(ctx, c, query, keep)
	})
	return err
}

// MultiQuery runs the first of several statements and returns the others.
func (s *serial) MultiQuery(ctx context.Context, chain server.Chain, c *vitess.Conn, query string, send func(*sqltypes.Result, bool) error) (string, error) {
	return s.run(send, func(keep vitess.ResultSpoolFn) (string, error) {
		return chain.ComMultiQuery(ctx, c, query, keep)
	})
}

// Prepare prepares a statement, for which the engine looks at its tables too.
func (s *serial) Prepare(ctx context.Context, chain server.Chain, c *vitess.Conn, query string, prepare *vitess.PrepareData) ([]*querypb.Field, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return chain.ComPrepare(ctx, c, query, prepare)
}

// StmtExecute runs a prepared statement.
func (s *serial) StmtExecute(ctx context.Context, chain server.Chain, c *vitess.Conn, prepare *vitess.PrepareData, send func(*sqltypes.Result) error) error {
	sendLast := func(r *sqltypes.Result, _ bool) error { return send(r) }
	_, err := s.run(sendLast, func(keep vitess.ResultSpoolFn) (string, error) {
		return "", chain.ComStmtExecute(ctx, c, prepare, func(r *sqltypes.Result) error { return keep(r, false) })
	})
	return err
}

// ParsedQuery belongs to the interface, but no command of the protocol leads
// to it: the chain has no such method to pass it on to.
func (s *serial) ParsedQuery(chain server.Chain, c *vitess.Conn, query string, _ sqlparser.Statement, send func(*sqltypes.Result, bool) error) error {
	return s.Query(context.Background(), chain, c, query, send)
}

// run calls statement under the lock and sends what it kept after that.
func (s *serial) run(send vitess.ResultSpoolFn, statement func(keep vitess.ResultSpoolFn) (string, error)) (string, error) {
	type part struct {
		result *sqltypes.Result
		more   bool
	}
	var parts []part
	keep := func(r *sqltypes.Result, more bool) error {
		parts = append(parts, part{clone(r), more})
		return nil
	}

	rest, err := func() (string, error) {
		s.mu.Lock()
		defer s.mu.Unlock() // deferred, for the engine may panic
		return statement(keep)
	}()
	if err != nil {
		return rest, err
	}
	for _, p := range parts {
		if err := send(p.result, p.more); err != nil {
			return rest, err
		}
	}
	return rest, nil
}

// clone copies a result with its values, which lie in a buffer that the engine
// uses again as soon as the statement is over.
func clone(r *sqltypes.Result) *sqltypes.Result {
	c := *r
	c.Rows = make([][]sqltypes.Value, len(r.Rows))
	for i, row := range r.Rows {
		c.Rows[i] = make([]sqltypes.Value, len(row))
		for j, v := range row {
			c.Rows[i][j] = sqltypes.MakeTrusted(v.Type(), bytes.Clone(v.Raw()))
		}
	}
	return &c
}
