package e2e

import (
	"context"
	"database/sql"
	"testing"

	_ "github.com/go-sql-driver/mysql"

	"example.com/metricsworkshop/lab/internal/mariadbtest"
	"example.com/metricsworkshop/lab/mysql"
)

// A database is a kind of database to test on.
type database struct {
	name  string
	start func(tb testing.TB) (dsn string)

	// startCounted is start for who wants to know how many connections the database
	// has, but for the one that asks.
	startCounted func(tb testing.TB) (dsn string, connections func() int)
}

var databases = []database{
	{"embedded", startEmbedded, startEmbeddedCounted},
	{"mariadb", startMariaDB, startMariaDBCounted},
}

func startEmbedded(tb testing.TB) string {
	dsn, _ := startEmbeddedCounted(tb)
	return dsn
}

func startEmbeddedCounted(tb testing.TB) (dsn string, connections func() int) {
	server, err := mysql.Start("127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { server.Close() })
	return server.DSN(), server.Connections
}

func startMariaDB(tb testing.TB) string {
	dsn := mariadbtest.Start(tb)
	if err := mysql.CreateSchema(context.Background(), dsn); err != nil {
		tb.Fatal(err)
	}
	return dsn + "&interpolateParams=true" // it has a time-out already
}

// startMariaDBCounted asks over one connection that is open from the start: when
// the database has no more, there is none to ask for.
func startMariaDBCounted(tb testing.TB) (dsn string, connections func() int) {
	dsn = startMariaDB(tb)
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	conn, err := db.Conn(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	return dsn, func() int {
		var n int
		const others = `SELECT COUNT(*) FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND command <> 'Daemon'`
		if err := conn.QueryRowContext(context.Background(), others).Scan(&n); err != nil {
			tb.Errorf("ask MariaDB for its connections: %v", err)
		}
		return n
	}
}
