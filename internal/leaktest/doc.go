// Package leaktest judges the tests and the fix of the lesson about a query whose
// rows are never closed.
//
// [JudgeCheck] runs a learner's test over lookups that leak and over lookups that do
// not, in process, without failing for what that test finds. [Fixed] and [RowError]
// judge the service's own lookups. [Try] runs one detector over one leak. Whatever
// leaks meanwhile is given back afterwards, so no test beside these sees it.
package leaktest

import (
	"context"
	"database/sql"
	"testing"
)

// Driver is the driver that every lookup here is asked about, Merchant the
// merchant.
const (
	Driver   = "dan"
	Merchant = "warung"
)

// The states in which a driver is busy, and that in which an order waits.
const (
	otwToPickup      = "DRIVER_OTW_TO_PICKUP"
	otwToDestination = "DRIVER_OTW_TO_DESTINATION"
	waiting          = "WAITING_FOR_DRIVER_ALLOCATION"
)

// Statement is what DriverBusy of the service asks, with the arguments [Driver],
// DRIVER_OTW_TO_PICKUP and DRIVER_OTW_TO_DESTINATION. All lookups that a test is
// judged by ask the same; one of them adds LIMIT 1.
const Statement = "SELECT id FROM orders WHERE driver_id = ? AND state IN (?, ?)"

// A Check is a learner's test of a lookup: busy asks a database whether [Driver] is
// busy.
type Check = func(t testing.TB, busy func(*sql.DB) (bool, error))

// Busy asks a database whether [Driver] is busy.
type Busy = func(ctx context.Context, db *sql.DB) (bool, error)

// DriverBusy is the lookup under repair, on any database.
type DriverBusy = func(ctx context.Context, db *sql.DB, driverID string) (bool, error)

// MerchantQueue is the lookup that is safe by luck, on any database.
type MerchantQueue = func(ctx context.Context, db *sql.DB, merchantID string) (int, error)
