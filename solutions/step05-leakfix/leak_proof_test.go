package main

import (
	"context"
	"database/sql"
	"testing"

	"example.com/metricsworkshop/internal/leaktest"
)

// TestNoLeak proves task 5.3: DriverBusy answers as before and gives its connection
// back, whatever happens, and MerchantQueue needs no luck to do so.
func TestNoLeak(t *testing.T) {
	leaktest.Fixed(t, checkDriverBusy, driverBusyOn, merchantQueueOn)
}

// TestRowError is the other half of task 5.3: an error among the rows is an error.
func TestRowError(t *testing.T) {
	leaktest.RowError(t, checkDriverBusy, driverBusyOn)
}

func driverBusyOn(ctx context.Context, db *sql.DB, driverID string) (bool, error) {
	return NewRepository(db).DriverBusy(ctx, driverID)
}

func merchantQueueOn(ctx context.Context, db *sql.DB, merchantID string) (int, error) {
	return NewRepository(db).MerchantQueue(ctx, merchantID)
}
