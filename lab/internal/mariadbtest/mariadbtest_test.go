package mariadbtest

import (
	"database/sql"
	"testing"

	driver "github.com/go-sql-driver/mysql"
)

func TestStart(t *testing.T) {
	var dsn string
	t.Run("runs", func(t *testing.T) {
		dsn = Start(t)
		db := open(t, dsn)
		var limit int
		if err := db.QueryRowContext(t.Context(), "SELECT @@max_connections").Scan(&limit); err != nil {
			t.Fatalf("ask for max_connections: %v", err)
		}
		if limit != 151 {
			t.Errorf("max_connections = %d; want the default, 151", limit)
		}
	})
	if dsn == "" {
		t.Skip("MariaDB did not start")
	}
	if err := open(t, dsn).PingContext(t.Context()); err == nil {
		t.Error("the server still answers after its test's end")
	}
}

// open returns a pool on the server of dsn, without a database.
func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	cfg, err := driver.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	cfg.DBName = ""
	connector, err := driver.NewConnector(cfg)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	t.Cleanup(func() { db.Close() })
	return db
}
