package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// errNoPostgres is why the lines of PostgreSQL are missing.
var errNoPostgres = errors.New("no PostgreSQL here (on Debian: apt-get install postgresql; or give one with -postgres): SQLite only")

// readyTimeout bounds the start of a server.
const readyTimeout = 30 * time.Second

// A server is a PostgreSQL of this program's own.
type server struct {
	dsn    string
	dir    string
	cmd    *exec.Cmd
	exited chan struct{}
}

// startPostgres starts a PostgreSQL on a free loopback port. The caller must stop it.
func startPostgres(ctx context.Context) (*server, error) {
	initdb, err := findPostgres("initdb")
	if err != nil {
		return nil, err
	}
	postgres, err := findPostgres("postgres")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "otherdrivers-postgres-")
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, exited: make(chan struct{})}
	if err := s.start(ctx, initdb, postgres); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	if err := s.waitReady(ctx); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// start makes the files of the server, and starts it.
func (s *server) start(ctx context.Context, initdb, postgres string) error {
	as, err := unprivileged(s.dir)
	if err != nil {
		return err
	}
	create := exec.CommandContext(ctx, initdb, "-D", s.dir, "-U", "postgres", "--auth=trust", "--no-sync")
	create.SysProcAttr, create.Dir = as, s.dir
	if out, err := create.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	s.dsn = fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port)
	s.cmd = exec.Command(postgres, "-D", s.dir, "-h", "127.0.0.1", "-p", strconv.Itoa(port), "-k", "") // no socket in /tmp
	s.cmd.SysProcAttr, s.cmd.Dir = as, s.dir
	if err := s.cmd.Start(); err != nil {
		return err
	}
	go func() {
		defer close(s.exited)
		s.cmd.Wait()
	}()
	return nil
}

// findPostgres returns a program of PostgreSQL. Debian has most of them off the PATH.
func findPostgres(name string) (string, error) {
	if found, err := exec.LookPath(name); err == nil {
		return found, nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) == 0 {
		return "", errNoPostgres
	}
	return slices.Max(found), nil
}

// waitReady asks the server until it answers, has exited or is late.
func (s *server) waitReady(ctx context.Context) error {
	db, err := sql.Open("pgx", s.dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	for {
		err := db.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-s.exited:
			return fmt.Errorf("PostgreSQL exited before it was ready: %w", err)
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL is not ready: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop ends the server, which hangs up on whoever is still there, and removes its
// files.
func (s *server) stop() {
	if s.cmd.Process.Signal(syscall.SIGINT) != nil { // fast shutdown
		s.cmd.Process.Kill() // the system knows no SIGINT
	}
	select {
	case <-s.exited:
	case <-time.After(10 * time.Second):
		s.cmd.Process.Kill()
		<-s.exited
	}
	os.RemoveAll(s.dir)
}
