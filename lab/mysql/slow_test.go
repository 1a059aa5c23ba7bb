package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"
)

// A client may never read its rows to the end. If the lock covered the sending
// too, that client would stop the whole database.
func TestClientThatDoesNotReadHoldsNobodyUp(t *testing.T) {
	server := startServer(t)
	lazy, other := openDB(t, server.DSN(), 1), openDB(t, server.DSN(), 1)

	// More than the socket's buffers hold, so that the server has to wait.
	rows, err := lazy.QueryContext(t.Context(), "SELECT REPEAT('x', 32000000)")
	if err != nil {
		t.Fatalf("query: %v", err)
	}
	defer rows.Close()

	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := insert(ctx, other, "c"); err != nil {
		t.Errorf("insert beside a client that does not read: %v", err)
	}
}

func TestResultsOfManyRowsAreWhole(t *testing.T) {
	server := startServer(t)
	db := openDB(t, server.DSN(), 8)
	prepared := openDB(t, strings.Replace(server.DSN(), "interpolateParams=true", "interpolateParams=false", 1), 8)
	const n = 1000 // several of the engine's batches of 128
	if _, err := createOrders(t.Context(), db, n); err != nil {
		t.Fatalf("create orders: %v", err)
	}
	// Each reader's numbers are its own, so that a row which is sent with the
	// values of another's statement is seen.
	err := concurrently(8, func(i int) error {
		base := 1000 * (i + 1)
		text, err := db.QueryContext(t.Context(), fmt.Sprintf("SELECT id + %d, customer_id, driver_id FROM orders ORDER BY id", base))
		if err == nil {
			err = checkRows(text, base, n)
		}
		if err != nil {
			return fmt.Errorf("text: %w", err)
		}
		// Without the DSN's interpolation this is prepared, and comes in binary.
		binary, err := prepared.QueryContext(t.Context(), "SELECT id + ?, customer_id, driver_id FROM orders ORDER BY id", base)
		if err == nil {
			err = checkRows(binary, base, n)
		}
		if err != nil {
			return fmt.Errorf("prepared: %w", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// checkRows reads the n orders that createOrders made, with ids from base+1,
// and closes rows. It returns an error if one is missing or has other values.
func checkRows(rows *sql.Rows, base, n int) error {
	defer rows.Close()
	customers := map[string]bool{}
	for want := base + 1; rows.Next(); want++ {
		var (
			id       int
			customer string
			driver   sql.NullString
		)
		if err := rows.Scan(&id, &customer, &driver); err != nil {
			return err
		}
		if id != want || driver.Valid {
			return fmt.Errorf("row %d has id %d and driver %v; want no driver", want, id, driver)
		}
		customers[customer] = true
	}
	if len(customers) != n {
		return fmt.Errorf("%d customers; want %d", len(customers), n)
	}
	return rows.Err()
}
