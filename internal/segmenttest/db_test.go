package segmenttest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/newrelic/go-agent/v3/newrelic"
)

// TestDB checks answers and the record of what was asked.
func TestDB(t *testing.T) {
	nr := Start(t)
	db := nr.DB()
	answerTwo(db)
	db.AnswerExec(7, 1)
	db.Fail(errDatabase)
	db.FailRow(1, errDatabase, Row{int64(7)}, Row{int64(9)})
	db.AnswerExec(0, 0)
	answerTwo(db)

	exec := func() string {
		result, err := db.ExecContext(t.Context(), "INSERT INTO orders VALUES (?, ?)", 7, "ann")
		if err != nil {
			return err.Error()
		}
		id, _ := result.LastInsertId()
		changed, _ := result.RowsAffected()
		return fmt.Sprint(id, " ", changed)
	}
	query := func() string { return fmt.Sprint(orders(t.Context(), db)) }
	for i, step := range []struct {
		do   func() string
		want string
	}{
		{query, "<nil>"},
		{exec, "7 1"},
		{exec, "the database said no"},
		{query, "the database said no"},
		{query, `the test's next answer has no rows, and "SELECT id FROM orders" wants some`},
		{exec, `the test's next answer has rows, and "INSERT INTO orders VALUES (?, ?)" wants none`},
		{query, `the test has no answer left for "SELECT id FROM orders"`},
	} {
		if got := step.do(); got != step.want {
			t.Errorf("statement %d: %s; want %s", i, got, step.want)
		}
	}

	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	db.AnswerExec(0, 2)
	statement, err := tx.PrepareContext(t.Context(), "DELETE FROM orders WHERE id = ?")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := statement.ExecContext(t.Context(), 7); err != nil {
		t.Errorf("a prepared statement in a transaction: %v", err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}

	queries := nr.Queries()
	if got := fmt.Sprint(queries[1], queries[len(queries)-1]); len(queries) != 8 ||
		got != "{INSERT INTO orders VALUES (?, ?) [7 ann]} {DELETE FROM orders WHERE id = ? [7]}" {
		t.Errorf("%d queries, the second and the last %s", len(queries), got)
	}
}

// mockConnector is the way to a sqlmock.
type mockConnector struct {
	driver driver.Driver
	dsn    string
}

func (c mockConnector) Driver() driver.Driver                        { return c.driver }
func (c mockConnector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }

// TestProbe puts a probe in front of sqlmock.
func TestProbe(t *testing.T) {
	nr := Start(t)
	dsn := rand.Text()
	mockDB, mock, err := sqlmock.NewWithDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer mockDB.Close()
	db := sql.OpenDB(nr.Probe(mockConnector{mockDB.Driver(), dsn}))
	defer db.Close()

	for _, rows := range []*sqlmock.Rows{
		sqlmock.NewRows([]string{"id"}).AddRow(7),
		sqlmock.NewRows([]string{"id"}).AddRow(7).AddRow(9).RowError(1, errDatabase),
	} {
		mock.ExpectQuery("SELECT id FROM orders").WillReturnRows(rows).RowsWillBeClosed()
		nr.Call("orders", []Segment{findOrders}, func(ctx context.Context) error {
			return around(ctx, findOrders, func() error { return read(ctx, db, "SELECT id FROM orders") })
		})
	}
	for _, f := range nr.Judge() {
		t.Errorf("finding %q; want none", f)
	}
	if err := mock.ExpectationsWereMet(); err != nil {
		t.Error(err)
	}
}

// TestProbeRefuses checks that a driver of another age is named.
func TestProbeRefuses(t *testing.T) {
	nr := Start(t)
	db := sql.OpenDB(nr.Probe(mockConnector{driver: oldDriver{}}))
	defer db.Close()
	if err := db.PingContext(t.Context()); err == nil || !strings.Contains(err.Error(), "oldConn has no QueryContext and ExecContext") {
		t.Errorf("Ping = %v; want the connection's type and what it lacks", err)
	}
}

type oldDriver struct{}

func (oldDriver) Open(string) (driver.Conn, error) { return oldConn{}, nil }

type oldConn struct{ driver.Conn }

// TestOracle compares segments written by hand with those that the agent makes of
// the same statements.
func TestOracle(t *testing.T) {
	nr := Start(t)
	canned := nr.DB()
	db := sql.OpenDB(nr.Oracle(canned.Connector()))
	defer db.Close()
	writes := MySQL("orders", "addOrder", "setState")
	for _, s := range []struct {
		text    string
		segment Segment
		exec    bool
	}{
		{"SELECT id FROM orders", findOrders, false},
		{"SELECT id FROM drivers d JOIN orders o ON d.id = o.driver_id", findDriver, false},
		{"INSERT INTO orders (id) VALUES (?)", writes[0], true},
		{"UPDATE orders SET state = ?", writes[1], true},
	} {
		send := func(ctx context.Context) error { return read(ctx, db, s.text) }
		if s.exec {
			send = func(ctx context.Context) error { _, err := db.ExecContext(ctx, s.text); return err }
			canned.AnswerExec(7, 1)
		} else {
			answerTwo(canned)
		}
		err := nr.Call(s.text, []Segment{s.segment}, func(ctx context.Context) error {
			return around(ctx, s.segment, func() error { return send(ctx) })
		})
		if err != nil {
			t.Errorf("%s: %v", s.text, err)
		}
	}
	for _, f := range nr.Judge() {
		t.Errorf("finding %q; want none", f)
	}
	want := map[string]int{"orders": 3, "drivers": 1}
	hand, oracle := nr.CallsPerTable("MySQL"), nr.CallsPerTable(Oracle)
	if !maps.Equal(hand, want) || !maps.Equal(oracle, want) {
		t.Errorf("by hand %v, by the agent %v; want %v", hand, oracle, want)
	}
}

// BenchmarkCall is a whole test of a call, and what a learner waits for.
func BenchmarkCall(b *testing.B) {
	for b.Loop() {
		nr := Start(b)
		db := nr.DB()
		answerTwo(db)
		nr.Call("orders", []Segment{findOrders}, func(ctx context.Context) error {
			s := start("findOrders", "orders", newrelic.FromContext(ctx))
			defer s.End()
			return orders(ctx, db)
		})
		if findings := nr.Judge(); len(findings) != 0 {
			b.Fatal(findings)
		}
	}
}
