package mysql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"example.com/metricsworkshop/lab/internal/mariadbtest"
)

func TestConnectionsAreLimited(t *testing.T) {
	const limit = 10
	s, err := StartLimited("127.0.0.1:0", limit)
	if err != nil {
		t.Fatalf("StartLimited: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	checkLimit(t, s.DSN(), limit)
	if n := s.Connections(); n > limit {
		t.Errorf("Connections = %d; want at most %d", n, limit)
	}
}

// TestMariaDBRefusesAlike holds a real server to what the embedded one is held to.
func TestMariaDBRefusesAlike(t *testing.T) {
	dsn := mariadbtest.Start(t)
	if err := CreateSchema(t.Context(), dsn); err != nil {
		t.Fatalf("CreateSchema: %v", err)
	}
	const limit = 10 // it takes no less, and lets one administrator in above it
	db := openDB(t, dsn, 1)
	if _, err := db.ExecContext(t.Context(), fmt.Sprint("SET GLOBAL max_connections = ", limit)); err != nil {
		t.Fatalf("set the limit: %v", err)
	}
	db.Close()
	checkLimit(t, dsn, limit+1)
}

// checkLimit requires that a server has limit connections at most, that it refuses
// one more at once and as MySQL does, and that there is room again when one is
// closed.
func checkLimit(t *testing.T, dsn string, limit int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	db := openDB(t, dsn, 0) // keeps none that is given back
	conns := make([]*sql.Conn, limit)
	for i := range conns {
		eventually(t, func() (err error) { // the server may not know yet of one that has been closed
			conns[i], err = db.Conn(ctx)
			return err
		})
		defer conns[i].Close()
	}
	for range 20 {
		_, err := db.Conn(ctx)
		refused, ok := errors.AsType[*driver.MySQLError](err)
		if !ok || refused.Number != 1040 || refused.Message != "Too many connections" {
			t.Fatalf("connection %d = %v; want error 1040", limit+1, err)
		}
	}
	if said := refusal(t, dsn); said != tooManyConnections {
		t.Errorf("the refusal is %q; want %q", said, tooManyConnections)
	}
	conns[0].Close()
	eventually(t, func() error { return db.PingContext(ctx) })
}

// refusal returns all that a server says to a client whom it refuses.
func refusal(t *testing.T, dsn string) string {
	t.Helper()
	network, addr, err := Target(dsn)
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetReadDeadline(time.Now().Add(10 * time.Second))
	said, err := io.ReadAll(c)
	if err != nil {
		t.Fatalf("read the refusal: %v", err)
	}
	return string(said)
}
