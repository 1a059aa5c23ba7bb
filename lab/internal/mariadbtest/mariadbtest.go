// Package mariadbtest runs a private MariaDB for a test: the real server, from
// the packages mariadb-server and mariadb-client of Debian or whatever else
// puts mariadbd on the PATH.
package mariadbtest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"testing"
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
	install := program(tb, "mariadb-install-db", "mysql_install_db")
	server := program(tb, "mariadbd", "mysqld")
	dir := tb.TempDir()

	setup := exec.Command(install, append(common(tb, dir), "--auth-root-authentication-method=normal", "--skip-test-db")...)
	if out, err := setup.CombinedOutput(); err != nil {
		tb.Fatalf("set MariaDB up: %v\n%s", err, out)
	}
	var err error
	for range 3 { // another process may take the free port first
		if dsn, err = serve(tb, server, dir); err == nil {
			return dsn
		}
	}
	tb.Fatalf("start MariaDB: %v", err)
	return ""
}

// program finds a program by its name or its older one.
func program(tb testing.TB, names ...string) string {
	tb.Helper()
	for _, name := range names {
		// Debian has the server where only root's PATH looks.
		for _, file := range []string{name, "/usr/sbin/" + name} {
			if found, err := exec.LookPath(file); err == nil {
				return found
			}
		}
	}
	message := fmt.Sprintf("no %s: install MariaDB (on Debian: apt-get install mariadb-server)", names[0])
	if os.Getenv("CI") == "true" {
		tb.Fatal(message)
	}
	tb.Skip(message)
	return ""
}

// common returns the options that both programs need, to stay in dir.
func common(tb testing.TB, dir string) []string {
	tb.Helper()
	tmp := filepath.Join(dir, "tmp") // two servers with one folder for it delete each other's tables
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		tb.Fatal(err)
	}
	options := []string{"--no-defaults", "--datadir=" + filepath.Join(dir, "data"), "--tmpdir=" + tmp}
	me, err := user.Current()
	if err != nil {
		tb.Fatalf("find the current user: %v", err)
	}
	if me.Uid == "0" {
		options = append(options, "--user=root") // it refuses to run as root unless told to
	}
	return options
}
