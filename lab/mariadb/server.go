package mariadb

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net"
	"os/exec"
	"slices"
	"syscall"
	"time"

	driver "github.com/go-sql-driver/mysql"
)

const (
	readyTimeout = 30 * time.Second
	stopTimeout  = 20 * time.Second
)

// A Server is a MariaDB that runs.
type Server struct {
	addr   string
	cmd    *exec.Cmd
	exited chan struct{} // closed when it has exited; its log may be read then
	log    bytes.Buffer
}

// serve starts the server and waits until it answers.
func serve(ctx context.Context, program string, options []string) (*Server, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	s := &Server{addr: addr.String(), exited: make(chan struct{})}
	s.cmd = exec.Command(program, append(slices.Clone(options),
		"--bind-address=127.0.0.1", fmt.Sprintf("--port=%d", addr.Port),
		"--socket=s",                             // below the data: a socket's full path may have about 100 bytes only
		"--innodb-flush-log-at-trx-commit=2")...) // its data need not survive the machine
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(s.exited)
		s.cmd.Wait() // how it ended is in its log
	}()
	if err := s.waitReady(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("%w\n%s", err, s.log.Bytes())
	}
	return s, nil
}

func freeAddr() (*net.TCPAddr, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr), nil
}

// DSN names a database of the server, orders, which does not exist yet. Its user is
// root, who has no password.
func (s *Server) DSN() string {
	return s.server() + "orders?interpolateParams=true&timeout=2s"
}

// server is the DSN of no database.
func (s *Server) server() string { return fmt.Sprintf("root@tcp(%s)/", s.addr) }

// waitReady asks the server until it answers, has exited or is late.
func (s *Server) waitReady(ctx context.Context) error {
	cfg, err := driver.ParseDSN(s.server())
	if err != nil {
		return err
	}
	cfg.Logger = &driver.NopLogger{} // it cannot connect at first, and that is no news
	connector, err := driver.NewConnector(cfg)
	if err != nil {
		return err
	}
	db := sql.OpenDB(connector)
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
			return fmt.Errorf("exited before it was ready: %w", err)
		case <-ctx.Done():
			return fmt.Errorf("not ready: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Close ends the server, first with a request and then by force. The error is that
// it took force.
func (s *Server) Close() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.cmd.Process.Kill() // it has exited, or the system knows no SIGTERM
	}
	select {
	case <-s.exited:
		return nil
	case <-time.After(stopTimeout):
		s.cmd.Process.Kill()
		<-s.exited
		return fmt.Errorf("MariaDB was still there %v after SIGTERM, and was killed", stopTimeout)
	}
}
