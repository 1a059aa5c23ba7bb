package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/newrelic/go-agent/v3/newrelic"
)

// CustomerOrders returns the customer's newest orders, at most 100, the newest
// first, and none for a customer nobody knows.
func (r *Repository) CustomerOrders(ctx context.Context, customerID string) ([]Order, error) {
	segment := StartDataSegmentNowForDataStore("findCustomerOrders", "orders", newrelic.FromContext(ctx), newrelic.DatastoreMySQL)
	defer segment.End()
	rows, err := r.db.QueryContext(ctx,
		`SELECT id, customer_id, merchant_id, COALESCE(driver_id, ''), state
		 FROM orders WHERE customer_id = ? ORDER BY id DESC LIMIT 100`, customerID)
	if err != nil {
		return nil, fmt.Errorf("select orders of customer: %w", err)
	}
	defer rows.Close()

	orders := []Order{} // never nil: JSON has [] for it, not null
	for rows.Next() {
		var o Order
		if err := rows.Scan(&o.ID, &o.CustomerID, &o.MerchantID, &o.DriverID, &o.State); err != nil {
			return nil, fmt.Errorf("scan order of customer: %w", err)
		}
		orders = append(orders, o)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read orders of customer: %w", err)
	}
	return orders, nil
}

// MerchantQueue returns how many of the merchant's orders wait for a driver.
func (r *Repository) MerchantQueue(ctx context.Context, merchantID string) (int, error) {
	segment := StartDataSegmentNowForDataStore("findMerchantQueue", "orders", newrelic.FromContext(ctx), newrelic.DatastoreMySQL)
	defer segment.End()
	rows, err := r.db.QueryContext(ctx,
		`SELECT id FROM orders WHERE merchant_id = ? AND state = ?`,
		merchantID, StateWaitingForDriverAllocation)
	if err != nil {
		return 0, fmt.Errorf("select queue of merchant: %w", err)
	}
	defer rows.Close()
	waiting := 0
	for rows.Next() {
		waiting++
	}
	if err := rows.Err(); err != nil {
		return 0, fmt.Errorf("read queue of merchant: %w", err)
	}
	return waiting, nil
}

// DriverCurrent returns the order the driver is on the way with, the newest if
// there are several, or ErrNotFound.
func (r *Repository) DriverCurrent(ctx context.Context, driverID string) (Order, error) {
	segment := StartDataSegmentNowForDataStore("findDriverCurrent", "orders", newrelic.FromContext(ctx), newrelic.DatastoreMySQL)
	defer segment.End()
	var o Order
	err := r.db.QueryRowContext(ctx,
		`SELECT id, customer_id, merchant_id, COALESCE(driver_id, ''), state
		 FROM orders WHERE driver_id = ? AND state IN (?, ?) ORDER BY id DESC LIMIT 1`,
		driverID, StateDriverOTWToPickup, StateDriverOTWToDestination).
		Scan(&o.ID, &o.CustomerID, &o.MerchantID, &o.DriverID, &o.State)
	if errors.Is(err, sql.ErrNoRows) {
		return Order{}, fmt.Errorf("current order of driver: %w", ErrNotFound)
	}
	if err != nil {
		return Order{}, fmt.Errorf("select current order of driver: %w", err)
	}
	return o, nil
}

// DriverBusy reports whether the driver is on the way with an order. The
// dispatcher asks it many times a second and shares the answer among its
// workers, so a caller that hangs up must not cancel the query.
func (r *Repository) DriverBusy(ctx context.Context, driverID string) (bool, error) {
	segment := StartDataSegmentNowForDataStore("findDriverBusy", "orders", newrelic.FromContext(ctx), newrelic.DatastoreMySQL)
	defer segment.End()
	// Detached from the caller, but not for ever: nobody waits longer for a connection.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTimeout)
	defer cancel() // runs after rows.Close: to cancel open rows throws their connection away
	rows, err := r.db.QueryContext(ctx,
		`SELECT id FROM orders WHERE driver_id = ? AND state IN (?, ?)`,
		driverID, StateDriverOTWToPickup, StateDriverOTWToDestination)
	if err != nil {
		return false, fmt.Errorf("select driver's orders: %w", err)
	}
	defer rows.Close() // gives the connection back, whatever happens below
	busy := rows.Next()
	if err := rows.Err(); err != nil {
		return false, fmt.Errorf("read driver's orders: %w", err)
	}
	return busy, nil
}
