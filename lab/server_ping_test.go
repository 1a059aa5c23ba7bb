package main

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/lab/internal/mariadbtest"
	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/mysql"
)

// TestPing tells a database that answers, be it with an error, from one that does not.
func TestPing(t *testing.T) {
	database, err := mysql.StartLimited("127.0.0.1:0", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	p := pinged{dsn: strings.Replace(database.DSN(), "root@", "root:s3cret@", 1)}
	if err := p.ping(t.Context()); err != nil {
		t.Errorf("ping = %v; want nil", err)
	}
	db, err := sql.Open("mysql", database.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c, err := db.Conn(t.Context())
	for deadline := time.Now().Add(patience); err != nil; c, err = db.Conn(t.Context()) { // until the ping's connection is closed
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	if err := p.ping(t.Context()); err != nil {
		t.Errorf("ping of a database that has no room = %v; want nil, for it answers", err)
	}
	c.Close()
	database.Close()
	if err := p.ping(t.Context()); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("ping of no database = %v; want an error without the password", err)
	}
}

// TestPingIsNoAttack pings a MariaDB more often than it lets connections come that say
// no hello: it goes on answering.
func TestPingIsNoAttack(t *testing.T) {
	p := pinged{dsn: strings.Replace(mariadbtest.Start(t), "/orders?", "/mysql?", 1)}
	for i := range 150 { // max_connect_errors is 100
		if err := p.ping(t.Context()); err != nil {
			t.Fatalf("ping %d = %v", i+1, err)
		}
	}
	db, err := sql.Open("mysql", p.dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.PingContext(t.Context()); err != nil {
		t.Errorf("after the pings, the service's own connection = %v", err)
	}
}

// TestDatabaseGoesAndComes follows a database of the user's, whose password nobody
// sees.
func TestDatabaseGoesAndComes(t *testing.T) {
	database, err := mysql.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { database.Close() }()
	t.Setenv("ORDERS_DSN", strings.Replace(database.DSN(), "root@", "root:s3cret@", 1))
	lab := startServe(t, t.Context(), "-proxy", "127.0.0.1:0", "-page", "127.0.0.1:0")
	is := func(state string) func(live.State) bool {
		return func(s live.State) bool {
			for _, p := range s.Parts {
				if strings.Contains(encode(p), "s3cret") {
					t.Fatalf("the part %+v has the password", p)
				}
				if p.Name == "database" {
					return p.State == state
				}
			}
			return false
		}
	}
	lab.awaitState(t, "a database", is(live.PartUp))
	addr := database.Addr()
	database.Close()
	lab.awaitState(t, "no database", is(live.PartGone))
	if database, err = mysql.Start(addr); err != nil {
		t.Fatal(err)
	}
	state := lab.awaitState(t, "the database again", is(live.PartUp))
	if len(state.Marks) != 2 || state.Marks[0].Kind != live.MarkPart {
		t.Errorf("marks %+v; want two about the database", state.Marks)
	}
	for _, s := range state.Samples {
		if s.Connections == nil || *s.Connections != 0 {
			t.Errorf("a sample has the connections %v; want none: the lab's own do not count", s.Connections)
		}
	}
}
