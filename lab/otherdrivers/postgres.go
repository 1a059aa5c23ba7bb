package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/lib/pq"
)

const (
	fits  = "SELECT g FROM generate_series(1, 3) AS g"       // into the buffers on the way
	large = "SELECT g FROM generate_series(1, 1000000) AS g" // so the server waits for its reader
)

// postgresSubjects has the drivers of PostgreSQL.
func postgresSubjects(dsn string) []subject {
	held := func(ctx context.Context) (string, error) { return heldByPostgres(ctx, dsn) }
	return []subject{
		{"pgx", fits, func(context.Context) (pool, error) { return openSQL("pgx", dsn) }, held},
		{"pgx, a large result", large, func(context.Context) (pool, error) { return openSQL("pgx", dsn) }, held},
		{"pgxpool", fits, func(ctx context.Context) (pool, error) { return openPgxPool(ctx, dsn) }, held},
		{"lib/pq", fits, func(context.Context) (pool, error) { return openSQL("postgres", dsn) }, held},
	}
}

// heldByPostgres says what the server does for its other clients.
func heldByPostgres(ctx context.Context, dsn string) (string, error) {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return "", err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, `SELECT count(*), state, COALESCE(wait_event, ''), count(backend_xmin) FROM pg_stat_activity
		WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() GROUP BY 2, 3 ORDER BY 1 DESC`)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var said []string
	for rows.Next() {
		var sessions, snapshots int
		var state, waits string
		if err := rows.Scan(&sessions, &state, &waits, &snapshots); err != nil {
			return "", err
		}
		said = append(said, fmt.Sprintf("%d sessions %s in %s, %d snapshots", sessions, state, waits, snapshots))
	}
	return strings.Join(said, "; "), rows.Err()
}

// A pgxPool is pgx's own pool.
type pgxPool struct{ *pgxpool.Pool }

// openPgxPool opens a pool with room for all leaks: its default is 4 connections, or
// one for each processor if those are more.
func openPgxPool(ctx context.Context, dsn string) (pool, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	config.MaxConns = 2 * leaks
	p, err := pgxpool.NewWithConfig(ctx, config)
	return pgxPool{p}, err
}

func (p pgxPool) ping(ctx context.Context) error { return p.Ping(ctx) }

func (p pgxPool) first(ctx context.Context, query string) (closeRows func(), err error) {
	rows, err := p.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	if !rows.Next() {
		rows.Close()
		return nil, errors.Join(errors.New("no row"), rows.Err())
	}
	return rows.Close, nil
}

func (p pgxPool) inUse() int { return int(p.Stat().AcquiredConns()) }

func (p pgxPool) close() { p.Close() }
