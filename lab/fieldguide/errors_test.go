package fieldguide

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/internal/mariadbtest"
)

// busyBuffer asks a second question in a transaction while the rows of the first
// are open, once as text and once as a prepared statement.
func busyBuffer(t *testing.T) string {
	var logged bytes.Buffer
	db := open(t, startServer(t, 0), log.New(&logged, "[mysql] ", log.Ldate|log.Ltime))
	inTx := func(second func(tx *sql.Tx) error) (asked, committed error) {
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		mustForget(context.Background(), t, tx, 1)
		return second(tx), tx.Commit()
	}
	asked, committed := inTx(func(tx *sql.Tx) error {
		_, err := tx.Exec("DELETE FROM orders")
		return err
	})
	prepared, _ := inTx(func(tx *sql.Tx) error {
		_, err := tx.Prepare("DELETE FROM orders WHERE id = ?")
		return err
	})
	return fmt.Sprintf("%v\n%v\n%v\n%s", asked, committed, prepared, logged.String())
}

// tooManyConnections forgets as many rows as the server has connections: the
// embedded one, and a MariaDB as two users. Whoever may use the last connection,
// which is kept for administrators, is refused before anybody knows who it is, and
// without a state; everybody else is refused by name.
func tooManyConnections(t *testing.T) string {
	embedded := openQuiet(t, startServer(t, 3))
	dsn := strings.Replace(mariadbtest.Start(t), "/orders?", "/?", 1)
	root, user := openQuiet(t, dsn), openQuiet(t, strings.Replace(dsn, "root@", "orders@", 1))
	for _, statement := range []string{"CREATE USER orders@'127.0.0.1'", "SET GLOBAL max_connections = 10"} {
		if _, err := root.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	user.SetMaxIdleConns(0)
	return seen(refusal(t, user), refusal(t, root), refusal(t, embedded))
}

// refusal forgets rows until that is refused, and says with what words.
func refusal(t *testing.T, db *sql.DB) string {
	t.Helper()
	for range 20 {
		if err := forget(context.Background(), t, db); err != nil {
			return err.Error() + "\n"
		}
	}
	t.Fatal("20 connections, and none refused")
	return ""
}

// TestMariaDB sees what the guide says of the server's side: a forgotten row set
// sleeps there like an idle connection, and a long query does not.
func TestMariaDB(t *testing.T) {
	dsn := strings.Replace(mariadbtest.Start(t), "/orders?", "/?", 1)
	conn, err := openQuiet(t, dsn).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	want := func(wanted string) {
		t.Helper()
		eventually(t, func() error {
			var got string
			err := conn.QueryRowContext(t.Context(), `SELECT GROUP_CONCAT(command ORDER BY command)
				FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND user = 'root'`).Scan(&got)
			if err == nil && got != wanted {
				err = fmt.Errorf("SHOW PROCESSLIST has %q; want %q", got, wanted)
			}
			return err
		})
	}
	db := openQuiet(t, dsn)
	mustForget(context.Background(), t, db, 1)
	want("Sleep")
	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan error, 1)
	go func() { asked <- sleep(ctx, db, 60) }()
	want("Query,Sleep")
	cancel()
	if err := <-asked; err == nil {
		t.Error("a query of 60 s has ended")
	}
}

// sleep asks what takes some seconds.
func sleep(ctx context.Context, db *sql.DB, seconds int) error {
	var slept int
	return db.QueryRowContext(ctx, "SELECT SLEEP(?)", seconds).Scan(&slept)
}
