package leaktest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// An attempt is an answer to task 5.3 that a learner may hand in.
type attempt struct {
	name     string
	busy     DriverBusy
	says     string // what Fixed says; "" if it accepts it
	rowError string // what RowError says; "" if it accepts it, or skips
}

func query(ctx context.Context, db *sql.DB, driverID string) (*sql.Rows, error) {
	return db.QueryContext(context.WithoutCancel(ctx), Statement, driverID, otwToPickup, otwToDestination)
}

func queryRow(ctx context.Context, db *sql.DB, statement, driverID string) *sql.Row {
	return db.QueryRowContext(context.WithoutCancel(ctx), statement, driverID, otwToPickup, otwToDestination)
}

const lost = "you fixed the leak and lost an error"

var rightAttempts = []attempt{
	{name: "r01 talk fix", rowError: lost, busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		defer func() {
			if rows != nil {
				rows.Close()
			}
		}()
		if err != nil {
			return false, err
		}
		return rows.Next(), nil
	}},
	{name: "r02 defer Close and Err", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, fmt.Errorf("select: %w", err)
		}
		defer rows.Close()
		return rows.Next(), rows.Err()
	}},
	{name: "r03 defer Close joined", busy: func(ctx context.Context, db *sql.DB, id string) (busy bool, err error) {
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		return rows.Next(), rows.Err()
	}},
	{name: "r04 QueryRow and ErrNoRows", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		var order int64
		err := queryRow(ctx, db, Statement+" LIMIT 1", id).Scan(&order)
		if errors.Is(err, sql.ErrNoRows) {
			return false, nil
		}
		return err == nil, err
	}},
	{name: "r05 SELECT EXISTS", busy: func(ctx context.Context, db *sql.DB, id string) (busy bool, err error) {
		err = queryRow(ctx, db, "SELECT EXISTS (SELECT 1 FROM orders WHERE driver_id = ? AND state IN (?, ?))", id).Scan(&busy)
		return busy, err
	}},
	{name: "r06 SELECT COUNT", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		var n int
		err := queryRow(ctx, db, "SELECT COUNT(*) FROM orders WHERE driver_id = ? AND state IN (?, ?)", id).Scan(&n)
		return n > 0, err
	}},
	{name: "r06 SELECT COUNT, compared there", busy: func(ctx context.Context, db *sql.DB, id string) (busy bool, err error) {
		err = queryRow(ctx, db, "SELECT COUNT(*) > 0 FROM orders WHERE driver_id = ? AND state IN (?, ?)", id).Scan(&busy)
		return busy, err
	}},
	{name: "r07 drain and Err", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		busy := false
		for rows.Next() {
			busy = true
		}
		return busy, rows.Err()
	}},
	{name: "r08 drain without Err", rowError: lost, busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		busy := false
		for rows.Next() {
			busy = true
		}
		return busy, nil
	}},
	{name: "r09 Close on a hit only", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		if rows.Next() {
			return true, rows.Close()
		}
		return false, rows.Err()
	}},
	{name: "r10 explicit Close", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		busy := rows.Next()
		if err := rows.Close(); err != nil {
			return false, err
		}
		return busy, rows.Err()
	}},
	{name: "r11 defer inside the if", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		rows, err := query(ctx, db, id)
		if err == nil {
			defer rows.Close()
			return rows.Next(), rows.Err()
		}
		return false, err
	}},
	{name: "time-out, cancel and Close", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		rows, err := query(ctx, db, id)
		if err != nil {
			return false, err
		}
		defer rows.Close()
		return rows.Next(), rows.Err()
	}},
	{name: "prepared", busy: func(ctx context.Context, db *sql.DB, id string) (bool, error) {
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
		defer rows.Close()
		return rows.Next(), rows.Err()
	}},
}
