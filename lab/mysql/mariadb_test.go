package mysql

import (
	"fmt"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/internal/mariadbtest"
)

// TestMariaDB holds a real server to what the embedded one is held to, and
// creates the schema there in every situation that may be met.
func TestMariaDB(t *testing.T) {
	dsn := mariadbtest.Start(t)
	// database returns the DSN of another database, which is not there yet.
	database := func(name string) string { return strings.Replace(dsn, "/orders", "/"+name, 1) }
	create := func(t *testing.T, dsn string) {
		t.Helper()
		if err := CreateSchema(t.Context(), dsn); err != nil {
			t.Fatalf("CreateSchema: %v", err)
		}
	}

	t.Run("schema is created once", func(t *testing.T) {
		create(t, dsn)
		db := openDB(t, dsn, 1)
		if _, err := insert(t.Context(), db, "c"); err != nil {
			t.Fatalf("insert: %v", err)
		}
		create(t, dsn)
		if n := count(t, db, "SELECT COUNT(*) FROM orders"); n != 1 {
			t.Errorf("%d orders after the second CreateSchema; want 1", n)
		}
	})
	t.Run("schema is created by many at once", func(t *testing.T) {
		for round := range 5 {
			err := concurrently(20, func(int) error {
				return CreateSchema(t.Context(), database(fmt.Sprint("many", round)))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	t.Run("database of an odd name", func(t *testing.T) {
		create(t, database("it%60s%2Dodd"))
	})
	t.Run("creates are all kept", func(t *testing.T) {
		create(t, database("creates"))
		checkCreates(t, openDB(t, database("creates"), 50), creates)
	})
	t.Run("updates have one winner", func(t *testing.T) {
		create(t, database("winner"))
		checkOneWinner(t, openDB(t, database("winner"), 50))
	})
	t.Run("ids are compared exactly", func(t *testing.T) {
		create(t, database("ids"))
		checkExactIDs(t, openDB(t, database("ids"), 1))
	})
	t.Run("errors", func(t *testing.T) {
		root := openDB(t, database(""), 1)
		for _, statement := range []string{
			"CREATE USER 'app'@'%' IDENTIFIED BY 's3cret'",
			"CREATE DATABASE taken",
			"CREATE TABLE taken.orders (id INT)",
			"CREATE DATABASE readonly",
			"GRANT SELECT ON readonly.* TO 'app'@'%'",
			"GRANT ALL ON granted.* TO 'app'@'%'",
		} {
			if _, err := root.ExecContext(t.Context(), statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
		as := func(login, name string) string { return strings.Replace(database(name), "root@", login+"@", 1) }
		create(t, as("app:s3cret", "granted"))

		tests := []struct{ name, dsn, want string }{
			{"wrong password", as("app:s3cret-not", "orders"), "check the user and the password"},
			{"database not there and not allowed", as("app:s3cret", "forbidden"), "let an administrator create the database forbidden"},
			{"table not allowed", as("app:s3cret", "readonly"), "let an administrator"},
			{"another table of the name", database("taken"), "not the workshop's"},
		}
		for _, tt := range tests {
			err := CreateSchema(t.Context(), tt.dsn)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s: CreateSchema = %v; want an error with %q", tt.name, err, tt.want)
				continue
			}
			if strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%s: CreateSchema = %q, with the password", tt.name, err)
			}
		}
	})
}
