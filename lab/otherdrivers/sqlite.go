package main

import (
	"context"
	"database/sql"
	"path/filepath"

	_ "modernc.org/sqlite"
)

// sqliteSubjects has SQLite with each of its two journals, and keeps their files in
// dir.
func sqliteSubjects(dir string) []subject {
	var subjects []subject
	for _, journal := range []string{"delete", "wal"} {
		dsn := "file:" + filepath.ToSlash(filepath.Join(dir, journal+".db")) + "?_pragma=journal_mode(" + journal + ")"
		subjects = append(subjects, subject{
			name:  "modernc.org/sqlite, journal " + journal,
			query: "SELECT id FROM orders",
			open:  func(ctx context.Context) (pool, error) { return openSQLite(ctx, dsn) },
			held:  func(ctx context.Context) (string, error) { return heldBySQLite(ctx, dsn) },
		})
	}
	return subjects
}

// openSQLite opens a file that has some orders.
func openSQLite(ctx context.Context, dsn string) (pool, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	_, err = db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY); INSERT INTO orders DEFAULT VALUES; INSERT INTO orders DEFAULT VALUES")
	if err != nil {
		db.Close()
		return nil, err
	}
	return sqlPool{db}, nil
}

// heldBySQLite tries to write to the file, and to empty its log, as another program
// would.
func heldBySQLite(ctx context.Context, dsn string) (string, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return "", err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "INSERT INTO orders DEFAULT VALUES"); err != nil {
		return "INSERT: " + err.Error(), nil
	}
	var busy, inLog, copied int // to the file
	err = db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &inLog, &copied)
	if busy == 1 {
		return "INSERT works, the log cannot be emptied", err
	}
	return "INSERT works, the log is empty", err
}
