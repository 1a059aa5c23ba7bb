package mariadbtest

import (
	"bytes"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
)

const (
	readyTimeout = 30 * time.Second
	stopTimeout  = 20 * time.Second
)

// serve starts the server and waits until it answers.
func serve(tb testing.TB, program, dir string) (string, error) {
	tb.Helper()
	addr, err := freeAddr()
	if err != nil {
		return "", err
	}
	var log bytes.Buffer
	cmd := exec.Command(program, append(common(tb, dir),
		"--bind-address=127.0.0.1", fmt.Sprintf("--port=%d", addr.Port),
		"--socket=s",                             // below the data: a socket's full path may have about 100 bytes only
		"--innodb-flush-log-at-trx-commit=2")...) // a test's data need not survive the machine
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		return "", err
	}
	exited := make(chan struct{})
	go func() {
		defer close(exited)
		cmd.Wait() // how it ended is in its log
	}()
	tb.Cleanup(func() { stop(tb, cmd.Process, exited) })

	server := fmt.Sprintf("root@tcp(%s)/", addr)
	if err := waitReady(server, exited); err != nil {
		stop(tb, cmd.Process, exited)
		return "", fmt.Errorf("%w\n%s", err, log.Bytes())
	}
	return server + "orders?interpolateParams=true&timeout=2s", nil
}

func freeAddr() (*net.TCPAddr, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr), nil
}

// waitReady asks the server until it answers, has exited or is late.
func waitReady(dsn string, exited <-chan struct{}) error {
	cfg, err := driver.ParseDSN(dsn)
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
	for deadline := time.Now().Add(readyTimeout); ; {
		err := db.Ping()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("not ready after %v: %w", readyTimeout, err)
		}
		select {
		case <-exited:
			return fmt.Errorf("exited before it was ready: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop ends the server, first with a request and then by force.
func stop(tb testing.TB, server *os.Process, exited <-chan struct{}) {
	if err := server.Signal(syscall.SIGTERM); err != nil {
		server.Kill() // it has exited, or the system knows no SIGTERM
	}
	select {
	case <-exited:
	case <-time.After(stopTimeout):
		tb.Errorf("MariaDB is still there %v after SIGTERM", stopTimeout)
		server.Kill()
		<-exited
	}
}
