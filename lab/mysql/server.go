package mysql

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"sync"

	sqle "github.com/dolthub/go-mysql-server"
	"github.com/dolthub/go-mysql-server/memory"
	"github.com/dolthub/go-mysql-server/server"
	"github.com/dolthub/go-mysql-server/sql"
)

// DefaultAddr is where the lab's database listens unless told otherwise. It is
// not 3306, where a real MySQL may be.
const DefaultAddr = "127.0.0.1:13306"

// database is the name of the one database an embedded server has.
const database = "orders"

//go:embed schema.sql
var schema string

// dropKeys leaves the embedded table its primary key only. The engine keeps a
// key as a slice that it sorts anew for each statement and reads from end to
// end: with them an update takes 0.4 s among 6,000 orders, without 5 ms, and
// no query gets slower.
const dropKeys = "ALTER TABLE orders DROP KEY customer, DROP KEY merchant, DROP KEY driver"

// A Server is an embedded MySQL server. [Start] returns one; it runs until
// Close.
type Server struct {
	engine   *sqle.Engine
	server   *server.Server
	listener *listener
	accepted chan struct{} // closed when no more connections are accepted

	closeOnce sync.Once
	closeErr  error
}

// Start starts a server with an empty orders table on addr, which must be a
// loopback address; port 0 picks a free port. When Start returns, the server
// answers, and the caller must call Close to end it.
//
// Start silences the engine's logs, and with them logrus's standard logger, for
// the whole process.
func Start(addr string) (*Server, error) {
	return StartLimited(addr, 0)
}

// StartLimited is Start with a limit: a server that has maxConnections refuses
// further ones, as MySQL and MariaDB do, with error 1040. 0 is no limit.
func StartLimited(addr string, maxConnections int) (*Server, error) {
	return start(addr, maxConnections, oneStatementAtATime())
}

// start is StartLimited with options, so that a test can leave the interceptor out.
func start(addr string, maxConnections int, options ...server.Option) (*Server, error) {
	silence()
	l, err := listen(addr, maxConnections)
	if err != nil {
		return nil, err
	}
	s, err := newServer(l, options)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	go func() {
		defer close(s.accepted)
		s.server.Listener.Accept()
	}()
	return s, nil
}

// starting is held while an engine is made, which sets the engine's status variables:
// those of the whole process, and without a lock.
var starting sync.Mutex

func newServer(l *listener, options []server.Option) (*Server, error) {
	db := memory.NewDatabase(database)
	db.EnablePrimaryKeyIndexes()
	provider := memory.NewDBProvider(db)
	starting.Lock()
	engine := sqle.NewDefault(provider)
	starting.Unlock()

	// The table is there before the first connection is: nobody who finds the
	// port open can find it missing.
	ctx := sql.NewContext(context.Background(), sql.WithSession(memory.NewSession(sql.NewBaseSession(), provider)))
	ctx.SetCurrentDatabase(database)
	for _, statement := range []string{schema, dropKeys} {
		_, rows, _, err := engine.Query(ctx, statement)
		if err == nil {
			_, err = sql.RowIterToRows(ctx, rows)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("create table orders: %w", err), closeEngine(engine))
		}
	}

	// With a listener of our own: the engine's shares a busy port
	// (SO_REUSEPORT) instead of refusing it.
	config := server.Config{Protocol: "tcp", Address: l.Addr().String(), Listener: l, Options: options}
	srv, err := server.NewServer(config, engine, sql.NewContext, memory.NewSessionBuilder(provider), nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start the database on %s: %w", l.Addr(), err), closeEngine(engine))
	}
	return &Server{engine: engine, server: srv, listener: l, accepted: make(chan struct{})}, nil
}

// Addr returns the address the server listens on, as host:port.
func (s *Server) Addr() string {
	return s.listener.Addr().String()
}

// Connections returns how many connections the server has.
func (s *Server) Connections() int {
	return s.listener.connections()
}

// DSN returns the data source name of the orders database, for
// go-sql-driver/mysql. With interpolateParams a query is one round trip, not
// the three of prepare, execute and close.
func (s *Server) DSN() string {
	return dsn(s.listener.Addr())
}

func dsn(addr net.Addr) string {
	return fmt.Sprintf("root@tcp(%s)/%s?interpolateParams=true&timeout=2s", addr, database)
}

// Close ends the server: it stops listening, cancels the statements that run,
// closes the connections and waits until each one's goroutine is at its end.
// The orders are gone then. Further calls return what the first one did.
//
// Close ends all goroutines of the server but the engine's one to count
// connections, which is started for each and ends by itself within an instant.
func (s *Server) Close() error {
	s.closeOnce.Do(func() {
		s.server.Listener.Close()
		<-s.accepted
		s.closeErr = closeEngine(s.engine)
		s.listener.closeConns()
	})
	return s.closeErr
}

// closeEngine cancels the statements that run.
func closeEngine(engine *sqle.Engine) error {
	err := engine.Close()
	if errors.Is(err, context.Canceled) {
		return nil // it reports its own cancellation
	}
	return err
}
