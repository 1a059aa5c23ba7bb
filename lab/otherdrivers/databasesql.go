package main

import (
	"context"
	"database/sql"
	"errors"
)

// A sqlPool is a driver by way of database/sql.
type sqlPool struct{ db *sql.DB }

func openSQL(driver, dsn string) (pool, error) {
	db, err := sql.Open(driver, dsn)
	return sqlPool{db}, err
}

func (p sqlPool) ping(ctx context.Context) error { return p.db.PingContext(ctx) }

func (p sqlPool) first(ctx context.Context, query string) (closeRows func(), err error) {
	rows, err := p.db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if !rows.Next() {
		rows.Close()
		return nil, errors.Join(errors.New("no row"), rows.Err())
	}
	return func() { rows.Close() }, nil
}

func (p sqlPool) inUse() int { return p.db.Stats().InUse }

func (p sqlPool) close() { p.db.Close() }
