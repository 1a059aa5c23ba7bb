package main

import (
	"database/sql"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
)

// checkDriverBusy fails t if busy keeps a connection. It opens a mock, lets it answer
// one query with a row, calls busy, and looks at what that left behind. busy asks
//
//	SELECT id FROM orders WHERE driver_id = ? AND state IN (?, ?)
//
// with "dan", "DRIVER_OTW_TO_PICKUP" and "DRIVER_OTW_TO_DESTINATION".
func checkDriverBusy(t testing.TB, busy func(*sql.DB) (bool, error)) {
	db, mock, err := sqlmock.New()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	mock.ExpectQuery("SELECT id FROM orders").WillReturnRows(sqlmock.NewRows([]string{"id"}).AddRow(9))
	if _, err := busy(db); err != nil {
		t.Fatal(err)
	}
	if n := db.Stats().InUse; n != 0 { // at once: some leaks heal when nobody looks any more
		t.Errorf("%d connections in use after the call; want 0", n)
	}
}
