package leaktest

import (
	"context"
	"database/sql"
	"runtime"
	"time"
)

var lateAttempts = []attempt{
	{name: "w13 Close of the statement only", says: "looks like Close of the statement", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		ctx = context.WithoutCancel(ctx)
		stmt, err := db.PrepareContext(ctx, Statement)
		if err != nil {
			return false, err
		}
		defer stmt.Close()
		rows, err := stmt.QueryContext(ctx, id, otwToPickup, otwToDestination)
		if err != nil {
			return false, err
		}
		return rows.Next(), rows.Err()
	}},
	{name: "w14 shadowed rows", says: never, busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		var rows *sql.Rows
		defer func() {
			if rows != nil {
				rows.Close()
			}
		}()
		if rows, err := query(ctx, db, id); err == nil {
			return rows.Next(), nil
		} else {
			return false, err
		}
	}},
	{name: "w15 go rows.Close", says: notFree, busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		busy := rows.Next()
		go rows.Close()
		return busy, nil
	}},
	{name: "w16 finalizer", says: "looks like a finalizer", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		runtime.SetFinalizer(rows, (*sql.Rows).Close)
		return rows.Next(), rows.Err()
	}},
	{name: "w17 SetConnMaxLifetime", says: "looks like a time to live", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		db.SetConnMaxLifetime(time.Minute)
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		return rows.Next(), rows.Err()
	}},
	{name: "w18 Close of the connection only", says: "looks like Close of a sql.Conn", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		conn, err := db.Conn(context.WithoutCancel(ctx))
		if err != nil {
			return false, err
		}
		defer conn.Close()
		rows, err := conn.QueryContext(context.WithoutCancel(ctx), Statement, id, otwToPickup, otwToDestination)
		if err != nil {
			return false, err
		}
		stuck <- rows
		return rows.Next(), rows.Err()
	}},
	{name: "w19 transaction", says: "no transaction needed", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		ctx = context.WithoutCancel(ctx)
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return false, err
		}
		defer tx.Rollback()
		rows, err := tx.QueryContext(ctx, Statement, id, otwToPickup, otwToDestination)
		if err != nil {
			return false, err
		}
		return rows.Next(), rows.Err()
	}},
}

// stuck are rows that a connection's Close waits for, and ended is closed when the
// tests are over.
var (
	stuck = make(chan *sql.Rows, 1)
	ended = make(chan struct{})
)
