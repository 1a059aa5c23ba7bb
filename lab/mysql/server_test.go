package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestStartRefusesOtherThanLoopback(t *testing.T) {
	for _, addr := range []string{"", ":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:13306"} {
		s, err := Start(addr)
		if err == nil {
			s.Close()
			t.Errorf("Start(%q) listens on %s; want an error", addr, s.Addr())
			continue
		}
		if !strings.Contains(err.Error(), "is not loopback") || !strings.Contains(err.Error(), DefaultAddr) {
			t.Errorf("Start(%q) = %q; want it to say not loopback, and what is", addr, err)
		}
	}
}

func TestStartRefusesMalformedAddress(t *testing.T) {
	for _, addr := range []string{"127.0.0.1", "127.0.0.1:many", "127.0.0.1:70000"} {
		s, err := Start(addr)
		if err == nil {
			s.Close()
			t.Errorf("Start(%q) listens on %s; want an error", addr, s.Addr())
			continue
		}
		if !strings.Contains(err.Error(), "host:port") {
			t.Errorf("Start(%q) = %q; want it to say how to write an address", addr, err)
		}
	}
}

func TestStartOnBusyPort(t *testing.T) {
	first := startServer(t)
	second, err := Start(first.Addr())
	if err == nil {
		second.Close()
		t.Fatalf("two servers on %s", first.Addr())
	}
	_, port, _ := net.SplitHostPort(first.Addr())
	for _, want := range []string{port, "-db-addr 127.0.0.1:0"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("Start = %q; want it to contain %q", err, want)
		}
	}
}

func TestServerIsReadyAtOnce(t *testing.T) {
	s := startServer(t)
	want := fmt.Sprintf("root@tcp(%s)/orders?interpolateParams=true&timeout=2s", s.Addr())
	if s.DSN() != want {
		t.Errorf("DSN = %q; want %q", s.DSN(), want)
	}
	db := openDB(t, s.DSN(), 1)
	if n := count(t, db, "SELECT COUNT(*) FROM orders"); n != 0 {
		t.Errorf("a new server has %d orders; want none", n)
	}
}

func TestConnections(t *testing.T) {
	s := startServer(t)
	var dbs []*sql.DB
	for i := range 3 {
		dbs = append(dbs, openDB(t, s.DSN(), 1))
		count(t, dbs[i], "SELECT COUNT(*) FROM orders")
		if n := s.Connections(); n != i+1 {
			t.Errorf("Connections = %d; want %d", n, i+1)
		}
	}
	for _, db := range dbs {
		db.Close()
	}
	eventually(t, func() error {
		if n := s.Connections(); n != 0 {
			return fmt.Errorf("Connections = %d with all closed; want 0", n)
		}
		return nil
	})
}

func TestIDsAreComparedExactly(t *testing.T) {
	checkExactIDs(t, openDB(t, startServer(t).DSN(), 1))
}

// checkExactIDs requires that ids that differ in case only are two.
func checkExactIDs(t *testing.T, db *sql.DB) {
	t.Helper()
	for _, name := range []string{"Alice", "alice", "álice", "alice"} {
		if _, err := insert(t.Context(), db, name); err != nil {
			t.Fatalf("insert: %v", err)
		}
	}
	for name, want := range map[string]int{"Alice": 1, "alice": 2, "álice": 1, "ALICE": 0} {
		if n := count(t, db, "SELECT COUNT(*) FROM orders WHERE customer_id = ?", name); n != want {
			t.Errorf("%d orders of %s; want %d", n, name, want)
		}
	}
}

func TestCloseEndsEverything(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	s, err := Start("127.0.0.1:0")
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	db := openDB(t, s.DSN(), 10)
	if _, err := createOrders(t.Context(), db, 100); err != nil {
		t.Fatalf("create orders: %v", err)
	}
	// One client says nothing, and one statement would take long.
	silent, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatalf("dial: %v", err)
	}
	defer silent.Close()
	slow := make(chan error, 1)
	go func() {
		_, err := db.ExecContext(context.WithoutCancel(t.Context()), "SELECT SLEEP(600)")
		slow <- err
	}()
	eventually(t, func() error { return sleeping(s) })

	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("Close = %v", err)
		}
	}
	if err := <-slow; err == nil {
		t.Error("the long statement ended well; want an error")
	}
	if err := db.PingContext(t.Context()); err == nil {
		t.Error("the database still answers after Close")
	}
	db.Close()
	if err := goleak.Find(ignore); err != nil {
		t.Error(err)
	}
}

// sleeping returns an error until the engine runs a SLEEP.
func sleeping(s *Server) error {
	for _, p := range s.engine.ProcessList.Processes() {
		if strings.Contains(p.Query, "SLEEP") {
			return nil
		}
	}
	return fmt.Errorf("no SLEEP among the statements that run")
}
