package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"

	"github.com/go-sql-driver/mysql"
	"github.com/newrelic/go-agent/v3/newrelic"
)

// Repository keeps orders in MySQL. Its methods are safe for any number of
// goroutines, and of service instances on one database: each changes an order
// with a single statement, so no transaction is needed.
type Repository struct {
	db *sql.DB // owned by run, which closes it
}

// NewRepository returns a repository on db, which stays the caller's to close.
func NewRepository(db *sql.DB) *Repository {
	return &Repository{db: db}
}

// Create stores a new order and returns it with the id the database gave it.
func (r *Repository) Create(ctx context.Context, customerID, merchantID string) (Order, error) {
	segment := StartDataSegmentNowForDataStore("insertOrder", "orders", newrelic.FromContext(ctx), newrelic.DatastoreMySQL)
	defer segment.End()
	res, err := r.db.ExecContext(ctx,
		`INSERT INTO orders (customer_id, merchant_id, state) VALUES (?, ?, ?)`,
		customerID, merchantID, StateCreated)
	if err != nil {
		return Order{}, fmt.Errorf("insert order: %w", err)
	}
	id, err := res.LastInsertId()
	if err != nil {
		return Order{}, fmt.Errorf("insert order: %w", err)
	}
	return Order{ID: id, CustomerID: customerID, MerchantID: merchantID, State: StateCreated}, nil
}

// Order returns one order, or ErrNotFound.
func (r *Repository) Order(ctx context.Context, id int64) (Order, error) {
	segment := StartDataSegmentNowForDataStore("findOrder", "orders", newrelic.FromContext(ctx), newrelic.DatastoreMySQL)
	defer segment.End()
	o := Order{ID: id}
	err := r.db.QueryRowContext(ctx,
		`SELECT customer_id, merchant_id, COALESCE(driver_id, ''), state FROM orders WHERE id = ?`, id).
		Scan(&o.CustomerID, &o.MerchantID, &o.DriverID, &o.State)
	if errors.Is(err, sql.ErrNoRows) {
		return Order{}, fmt.Errorf("order %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return Order{}, fmt.Errorf("select order %d: %w", id, err)
	}
	return o, nil
}

// State returns the state of one order, or ErrNotFound.
func (r *Repository) State(ctx context.Context, id int64) (State, error) {
	segment := StartDataSegmentNowForDataStore("findOrderState", "orders", newrelic.FromContext(ctx), newrelic.DatastoreMySQL)
	defer segment.End()
	var state State
	err := r.db.QueryRowContext(ctx, `SELECT state FROM orders WHERE id = ?`, id).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("order %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return "", fmt.Errorf("select state of order %d: %w", id, err)
	}
	return state, nil
}

// Transition moves an order from one state to the next, and stores its driver
// unless driverID is empty. Of any number of calls at once, exactly one gets
// nil: the database compares and changes the state in one statement.
//
// It returns ErrNotFound if there is no such order, and a *StateError with the
// state the order is in if that is not from.
func (r *Repository) Transition(ctx context.Context, id int64, from, to State, driverID string) error {
	segment := StartDataSegmentNowForDataStore("updateOrderState", "orders", newrelic.FromContext(ctx), newrelic.DatastoreMySQL)
	res, err := r.db.ExecContext(ctx,
		`UPDATE orders SET state = ?, driver_id = COALESCE(?, driver_id) WHERE id = ? AND state = ?`,
		to, nullable(driverID), id, from)
	segment.End() // not deferred: State below is a segment of its own
	if err != nil {
		return fmt.Errorf("update order %d: %w", id, err)
	}
	changed, err := res.RowsAffected()
	if err != nil {
		return fmt.Errorf("update order %d: %w", id, err)
	}
	if changed == 1 {
		return nil
	}
	// Nothing changed: either there is no such order, or it is elsewhere.
	state, err := r.State(ctx, id)
	if err != nil {
		return err
	}
	return &StateError{State: state}
}

// nullable makes an empty string NULL in the database.
func nullable(s string) sql.NullString {
	return sql.NullString{String: s, Valid: s != ""}
}

// unavailable reports whether err means that the database could not be asked
// just now (it refused, reset, timed out or is full), so that the same request
// may succeed later.
func unavailable(err error) bool {
	var (
		netErr   net.Error
		mysqlErr *mysql.MySQLError
	)
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return true
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, mysql.ErrInvalidConn):
		return true
	case errors.As(err, &netErr):
		return true
	case errors.As(err, &mysqlErr):
		switch mysqlErr.Number {
		case 1040, 1203, // too many connections, to the server or for this user
			1053, // the server is shutting down
			1205: // a lock was not to be had in time
			return true
		}
	}
	return false
}
