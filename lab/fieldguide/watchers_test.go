package fieldguide

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"
)

// growing forgets rows, each on a connection that nobody gets back.
func growing(t *testing.T) string {
	db := openQuiet(t, startServer(t, 0))
	mustForget(context.Background(), t, db, 5)
	wantStats(t, db, 5, 0)
	return seen(dumpWith(t, 5, watcher), dump(t, 1))
}

// idlePools has three pools at rest, each with its opener and one idle connection.
func idlePools(t *testing.T) string {
	dsn := startServer(t, 0)
	for range 3 {
		db := openQuiet(t, dsn)
		if err := db.Ping(); err != nil {
			t.Fatal(err)
		}
		wantStats(t, db, 0, 1)
	}
	return dumpWith(t, 3, watcher, opener)
}

// afterBurst needs ten connections at once, and keeps as many as it may.
func afterBurst(t *testing.T) string {
	dsn := startServer(t, 0)
	burst := func(db *sql.DB) {
		for range 10 {
			conn, err := db.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
		}
	}
	unset := openQuiet(t, dsn)
	burst(unset)
	wantStats(t, unset, 0, 2) // database/sql's own limit
	unset.Close()

	db := openQuiet(t, dsn)
	db.SetMaxIdleConns(64)
	burst(db)
	wantStats(t, db, 0, 10)
	found := dumpWith(t, 10, watcher)
	db.SetConnMaxIdleTime(time.Millisecond) // the pool looks once a second
	dumpWith(t, 0, watcher)
	wantStats(t, db, 0, 0)
	return found
}

// longAgo has one connection three times: idle, with a query that runs, and with
// rows that nobody closes. The first and the last look alike but for InUse.
func longAgo(t *testing.T) string {
	const reader = "github.com/go-sql-driver/mysql.(*mysqlConn).readPacket("
	dsn := startServer(t, 0)
	db := openQuiet(t, dsn)
	if err := db.Ping(); err != nil {
		t.Fatal(err)
	}
	wantStats(t, db, 0, 1)
	if found := dumpWith(t, 1, watcher); strings.Contains(found, reader) {
		t.Errorf("somebody reads from an idle connection:\n%s", found)
	}

	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan error, 1)
	go func() { asked <- sleep(ctx, db, 3) }() // the embedded server ends it no sooner
	var long string
	eventually(t, func() error {
		if long = dumpWith(t, 1, watcher); !strings.Contains(long, reader) {
			return fmt.Errorf("nobody reads:\n%s", long)
		}
		return nil
	})
	wantStats(t, db, 1, 0)
	cancel()
	if err := <-asked; err == nil {
		t.Error("the query ended before it was cancelled")
	}

	mustForget(context.Background(), t, db, 1)
	wantStats(t, db, 1, 0)
	if found := dumpWith(t, 1, watcher); strings.Contains(found, reader) {
		t.Errorf("somebody reads forgotten rows:\n%s", found)
	}
	return long
}
