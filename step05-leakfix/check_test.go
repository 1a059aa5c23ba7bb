package main

import (
	"database/sql"
	"testing"
)

// checkDriverBusy fails t if busy keeps a connection. It opens a mock, lets it answer
// one query with a row, calls busy, and looks at what that left behind. busy asks
//
//	SELECT id FROM orders WHERE driver_id = ? AND state IN (?, ?)
//
// with "dan", "DRIVER_OTW_TO_PICKUP" and "DRIVER_OTW_TO_DESTINATION".
func checkDriverBusy(t testing.TB, busy func(*sql.DB) (bool, error)) {
	// TODO(step05): write the test that fails because of the leak.
}
