package mysql

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkStart is the time until a new server has answered its first query.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		s, err := Start("127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		db := openDB(b, s.DSN(), 1)
		count(b, db, "SELECT COUNT(*) FROM orders")
		b.StopTimer()
		db.Close()
		s.Close()
		b.StartTimer()
	}
}

// BenchmarkStatements shows what the number of orders costs: the engine copies
// the table for each write and reads all of it for each query.
func BenchmarkStatements(b *testing.B) {
	statements := []struct{ name, sql string }{
		{"insert", "INSERT INTO orders (customer_id, merchant_id, state) VALUES ('new', 'm', ?)"},
		{"update", "UPDATE orders SET state = ? WHERE id = 500"},
		{"by_id", "SELECT state FROM orders WHERE id = 500 AND state <> ?"},
		{"by_customer", "SELECT id FROM orders WHERE customer_id = 'c500' AND state <> ? ORDER BY id DESC LIMIT 100"},
	}
	for _, orders := range []int{1_000, 3_000, 10_000} {
		for _, statement := range statements {
			b.Run(fmt.Sprintf("%s/orders=%d", statement.name, orders), func(b *testing.B) {
				db := openDB(b, startServer(b).DSN(), 1)
				values := make([]string, orders)
				for i := range values {
					values[i] = fmt.Sprintf("('c%d', 'm', 'CREATED')", i)
				}
				if _, err := db.ExecContext(b.Context(), "INSERT INTO orders (customer_id, merchant_id, state) VALUES "+strings.Join(values, ",")); err != nil {
					b.Fatalf("fill the table: %v", err)
				}
				for i := 0; b.Loop(); i++ {
					if _, err := db.ExecContext(b.Context(), statement.sql, fmt.Sprint("S", i)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
