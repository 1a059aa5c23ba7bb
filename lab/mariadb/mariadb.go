// Package mariadb runs a private MariaDB: the real server, from the packages
// mariadb-server and mariadb-client of Debian or whatever else puts mariadbd on the
// PATH.
package mariadb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"time"
)

// ErrNotInstalled is the error of [Start] where there is no MariaDB to start.
var ErrNotInstalled = errors.New("MariaDB is not installed (on Debian: apt-get install mariadb-server)")

// startTries is how often a server is started: another process may take its free
// port first.
const startTries = 3

// Start starts a MariaDB with its defaults, among them 151 connections, on a free
// loopback port, and keeps its files in dir, which is the caller's to remove after
// Close. It returns when the server answers. The error is ErrNotInstalled, or says
// what the server said; ctx bounds the start alone.
func Start(ctx context.Context, dir string) (*Server, error) {
	install, errInstall := program("mariadb-install-db", "mysql_install_db")
	server, errServer := program("mariadbd", "mysqld")
	if errInstall != nil || errServer != nil {
		return nil, ErrNotInstalled
	}
	options, err := common(dir)
	if err != nil {
		return nil, err
	}
	setup := exec.CommandContext(ctx, install, append(options, "--auth-root-authentication-method=normal", "--skip-test-db")...)
	setup.WaitDelay = time.Second // it is a script, and its server may outlive it
	if out, err := setup.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("set MariaDB up: %w\n%s", err, out)
	}
	for range startTries {
		var s *Server
		if s, err = serve(ctx, server, options); err == nil {
			return s, nil
		}
	}
	return nil, fmt.Errorf("start MariaDB: %w", err)
}

// program finds a program by its name or its older one.
func program(names ...string) (string, error) {
	for _, name := range names {
		// Debian has the server where only root's PATH looks.
		for _, file := range []string{name, "/usr/sbin/" + name} {
			if found, err := exec.LookPath(file); err == nil {
				return found, nil
			}
		}
	}
	return "", exec.ErrNotFound
}

// common returns the options that both programs need, to stay in dir.
func common(dir string) ([]string, error) {
	tmp := filepath.Join(dir, "tmp") // two servers with one folder for it delete each other's tables
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		return nil, err
	}
	options := []string{"--no-defaults", "--datadir=" + filepath.Join(dir, "data"), "--tmpdir=" + tmp}
	me, err := user.Current()
	if err != nil {
		return nil, fmt.Errorf("find the current user: %w", err)
	}
	if me.Uid == "0" {
		options = append(options, "--user=root") // it refuses to run as root unless told to
	}
	return options, nil
}
