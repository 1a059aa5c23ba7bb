// Package watchedmock is sqlmock with the habit of go-sql-driver/mysql: each open
// connection has a goroutine, its watcher, which ends when the connection is
// closed.
//
// So goleak over it catches a db.Query whose rows are never closed. The rows keep
// their connection, closing the pool closes only those that nobody uses, and the
// watcher stays. Over plain sqlmock the same leak leaves no goroutine at all, and
// goleak is silent. The order of the lines is the test:
//
//	defer goleak.VerifyNone(t, goleak.IgnoreCurrent()) // runs last
//	db, mock := watchedmock.New(t)
//	defer db.Close() // runs first
//
// The pool is new for each test, and closed before goleak looks: an open pool has
// a goroutine of its own (connectionOpener), and its idle connections have their
// watchers, so goleak blames right code. A pool that was used before IgnoreCurrent
// hides a leak: the watcher of the connection that the leak then takes counts as
// known.
package watchedmock

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"sync"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
)

// New returns a pool of watched connections, and the mock that answers it. The
// mock reads what it expects as regular expressions, as sqlmock.New does. The pool
// opens a connection when it needs one. It is closed at t's end, if not before.
func New(t testing.TB) (*sql.DB, sqlmock.Sqlmock) {
	t.Helper()
	return NewWithMatcher(t, sqlmock.QueryMatcherRegexp)
}

// NewWithMatcher is New with another way to compare statements, as
// sqlmock.QueryMatcherEqual.
func NewWithMatcher(t testing.TB, matcher sqlmock.QueryMatcher) (*sql.DB, sqlmock.Sqlmock) {
	t.Helper()
	connector, mock := Connector(t, matcher)
	db := sql.OpenDB(connector)
	t.Cleanup(func() { db.Close() })
	return db, mock
}

// Connector returns what opens the watched connections, for a pool that has more
// in front of them. Closing that pool closes the connector.
func Connector(t testing.TB, matcher sqlmock.QueryMatcher) (driver.Connector, sqlmock.Sqlmock) {
	t.Helper()
	dsn := rand.Text()
	own, mock, err := sqlmock.NewWithDSN(dsn, sqlmock.QueryMatcherOption(matcher))
	if err != nil {
		t.Fatalf("open sqlmock: %v", err)
	}
	// sqlmock forgets a mock whose last connection is closed: the one opened here
	// outlives sqlmock's own pool, and is the first that ours gets.
	first, err := own.Driver().Open(dsn)
	if err != nil {
		t.Fatalf("open sqlmock: %v", err)
	}
	own.Close() // its error says that no Close was expected, and none is missing
	return &connector{driver: own.Driver(), dsn: dsn, first: first}, mock
}

type connector struct {
	driver driver.Driver
	dsn    string

	mu    sync.Mutex
	first driver.Conn // open, and not yet taken; nil for none
}

func (c *connector) Driver() driver.Driver { return c.driver }

// Connect opens a connection and starts its watcher.
func (c *connector) Connect(context.Context) (driver.Conn, error) {
	opened, err := c.open()
	if err != nil {
		return nil, err
	}
	watched := &conn{mockConn: opened.(mockConn), closed: make(chan struct{})}
	go watched.watchUntilClosed()
	return watched, nil
}

func (c *connector) open() (driver.Conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if first := c.first; first != nil {
		c.first = nil
		return first, nil
	}
	return c.driver.Open(c.dsn)
}

// Close closes the first connection if nobody took it. The pool calls it.
func (c *connector) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.first == nil {
		return nil
	}
	defer func() { c.first = nil }()
	return c.first.Close()
}

// mockConn is what sqlmock's connections can do.
type mockConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.NamedValueChecker
}

// conn is a connection of sqlmock with a watcher.
type conn struct {
	mockConn
	closing sync.Once
	closed  chan struct{}
}

func (c *conn) Close() error {
	c.closing.Do(func() { close(c.closed) })
	return c.mockConn.Close()
}

// watchUntilClosed is the watcher. MySQL's watches contexts meanwhile; this one is
// only there.
func (c *conn) watchUntilClosed() { <-c.closed }
