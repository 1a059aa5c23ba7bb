package leaktest

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// otherAttempts close their rows, as a rule, and do something else wrong.
var otherAttempts = []attempt{
	{name: "the caller's context", says: "a caller that hangs up must not cancel the query", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := db.QueryContext(ctx, Statement, id, otwToPickup, otwToDestination)
		if err != nil {
			return false, err
		}
		defer rows.Close()
		return rows.Next(), rows.Err()
	}},
	{name: "the caller's context, taken for Close", says: "looks like the caller's context, taken for Close", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := db.QueryContext(ctx, Statement, id, otwToPickup, otwToDestination)
		if err != nil {
			return false, err
		}
		return rows.Next(), nil
	}},
	{name: "closed before they are read", says: "looks like Close before Next", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		rows.Close()
		return rows.Next(), rows.Err()
	}},
	{name: "the pool closed, and the rows", says: "close the rows, not the pool", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		defer db.Close()
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		defer rows.Close()
		return rows.Next(), rows.Err()
	}},
	{name: "a limit, and the rows closed", says: "MaxOpenConnections is 10", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		db.SetMaxOpenConns(10)
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		defer rows.Close()
		return rows.Next(), rows.Err()
	}},
	{name: "a time to live, and the rows closed", says: "connections have a time to live now", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		db.SetConnMaxIdleTime(time.Minute)
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		defer rows.Close()
		return rows.Next(), rows.Err()
	}},
	{name: "no idle connection", says: "the connection of the first call is closed; 0 connections open", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		db.SetMaxIdleConns(-1)
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		defer rows.Close()
		return rows.Next(), rows.Err()
	}},
	{name: "a goroutine that waits", says: "goleak: found unexpected goroutines", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		defer rows.Close()
		wait := ended
		go func() { <-wait }()
		return rows.Next(), rows.Err()
	}},
	{name: "the cause lost", says: "the cause is lost", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, fmt.Errorf("select: %v", err)
		}
		defer rows.Close()
		return rows.Next(), rows.Err()
	}},
	{name: "values in the text", says: "the driver's id is part of the SQL text", busy: func(ctx context.Context, db *sql.DB, id string) (busy bool, err error) {
		err = db.QueryRow("SELECT EXISTS (SELECT 1 FROM orders WHERE driver_id = '" + id + "')").Scan(&busy)
		return busy, err
	}},
	{name: "one state only", says: "on the way to the pickup, and on the way to the destination", busy: func(ctx context.Context, db *sql.DB, id string) (busy bool, err error) {
		err = db.QueryRow("SELECT EXISTS (SELECT 1 FROM orders WHERE driver_id = ? AND state = ?)", id, otwToPickup).Scan(&busy)
		return busy, err
	}},
	{name: "COUNT into a bool", says: "a bool cannot hold 2", busy: func(ctx context.Context, db *sql.DB, id string) (busy bool, err error) {
		err = queryRow(ctx, db, "SELECT COUNT(*) FROM orders WHERE driver_id = ? AND state IN (?, ?)", id).Scan(&busy)
		return busy, err
	}},
	{name: "prepared and left open", says: "1 prepared statement left open", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		ctx = context.WithoutCancel(ctx)
		stmt, err := db.PrepareContext(ctx, Statement)
		if err != nil {
			return false, err
		}
		rows, err := stmt.QueryContext(ctx, id, otwToPickup, otwToDestination)
		if err != nil {
			return false, err
		}
		defer rows.Close()
		return rows.Next(), rows.Err()
	}},
	{name: "the database not asked", says: "the database was not asked", busy: func(context.Context, *sql.DB, string) (bool, error) { return true, nil }},
}
