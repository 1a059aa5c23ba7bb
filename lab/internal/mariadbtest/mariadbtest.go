// Package mariadbtest runs a private MariaDB for a test.
package mariadbtest

import (
	"errors"
	"os"
	"testing"

	"example.com/metricsworkshop/lab/mariadb"
)

// Start starts a MariaDB with its defaults, among them 151 connections, on a
// free loopback port. It returns the DSN of a database named orders,
// which does not exist yet. The server is stopped and its files are removed at
// tb's end.
//
// Without an installed MariaDB the test is skipped, or fails if the variable
// CI is true: there, the check that does not run must not look like one that
// passed.
func Start(tb testing.TB) (dsn string) {
	tb.Helper()
	server, err := mariadb.Start(tb.Context(), tb.TempDir())
	if errors.Is(err, mariadb.ErrNotInstalled) && os.Getenv("CI") != "true" {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := server.Close(); err != nil {
			tb.Error(err)
		}
	})
	return server.DSN()
}
