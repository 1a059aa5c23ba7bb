package leaktest

import (
	"context"
	"database/sql"
	"slices"
	"time"
)

const (
	never   = "the rows are never closed"
	notFree = "db.Stats().InUse is 1 straight after the call"
)

var wrongAttempts = slices.Concat(earlyAttempts, lateAttempts, otherAttempts)

var earlyAttempts = []attempt{
	{name: "w00 the leak", says: never, busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		return rows.Next(), nil
	}},
	{name: "w01 Close after a good Scan only", says: "Close only where Scan succeeds", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		if !rows.Next() {
			return false, rows.Err()
		}
		var order int64
		if err := rows.Scan(&order); err != nil {
			return false, err
		}
		return true, rows.Close()
	}},
	{name: "w02 defer before err", says: "looks like defer rows.Close() before err is looked at", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		defer func() { rows.Close() }() // in a func, or go vet sees it
		if err != nil {
			return false, err
		}
		return rows.Next(), rows.Err()
	}},
	{name: "w03 the pool closed", says: "looks like db.Close()", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		defer db.Close()
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		return rows.Next(), rows.Err()
	}},
	{name: "w04 SetMaxOpenConns", says: "looks like SetMaxOpenConns", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		db.SetMaxOpenConns(10)
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		return rows.Next(), rows.Err()
	}},
	{name: "w05 time-out, cancel lost", says: "looks like a time-out, taken for Close", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 200*time.Millisecond)
		_ = cancel
		rows, err := db.QueryContext(ctx, Statement, id, otwToPickup, otwToDestination)
		if err != nil {
			return false, err
		}
		return rows.Next(), rows.Err()
	}},
	{name: "w06 time-out, cancel deferred", says: "looks like a deferred cancel, taken for Close", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		rows, err := db.QueryContext(ctx, Statement, id, otwToPickup, otwToDestination)
		if err != nil {
			return false, err
		}
		return rows.Next(), rows.Err()
	}},
	{name: "w07 Close behind the return", says: never, busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err == nil { // always here; go vet sees a Close behind a bare return
			return rows.Next(), nil
		}
		rows.Close()
		return false, err
	}},
	{name: "w08 Err is not Close", says: "looks like rows.Err(), taken for Close", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		busy := rows.Next()
		if err := rows.Err(); err != nil {
			return false, err
		}
		return busy, nil
	}},
	{name: "w09 LIMIT 1", says: "looks like LIMIT 1", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := db.QueryContext(context.WithoutCancel(ctx), Statement+" LIMIT 1", id, otwToPickup, otwToDestination)
		if err != nil {
			return false, err
		}
		return rows.Next(), rows.Err()
	}},
	{name: "w10 QueryRow without Scan", says: "looks like QueryRow without Scan", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		err := queryRow(ctx, db, Statement, id).Err()
		return err == nil, err
	}},
	{name: "w11 ErrNoRows is an error", says: "looks like sql.ErrNoRows handed on", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		var order int64
		err := queryRow(ctx, db, Statement, id).Scan(&order)
		return err == nil, err
	}},
	{name: "w12 any error is a no", says: "an error read as no", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		var order int64
		return queryRow(ctx, db, Statement, id).Scan(&order) == nil, nil
	}},
}
