package main

import (
	"bufio"
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
)

// A process is "lab serve" with a database, as a process of its own.
type process struct {
	cmd    *exec.Cmd
	stdin  io.Closer
	stdout *bufio.Reader
	stderr bytes.Buffer
	dsn    string
}

// startProcess starts "lab serve" on a free port and waits until it is ready.
func startProcess(t *testing.T) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0], "serve", "-mysql", "127.0.0.1:0")}
	p.cmd.Env = append(os.Environ(), asLab+"=1")
	p.cmd.Stderr = &p.stderr
	p.cmd.WaitDelay = 10 * time.Second
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill() }) // for a test that failed before the end
	p.stdin, p.stdout = stdin, bufio.NewReader(stdout)
	p.dsn = readReady(t, p.stdout)["database"]
	return p
}

// checkEnd waits for the process and requires that it went well and said
// nothing after it was ready.
func (p *process) checkEnd(t *testing.T) {
	t.Helper()
	rest, err := io.ReadAll(p.stdout)
	if err != nil {
		t.Errorf("read stdout: %v", err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("lab serve ended with %v; want exit code 0", err)
	}
	if len(rest) > 0 || p.stderr.Len() > 0 {
		t.Errorf("after ready, stdout = %q and stderr = %q; want nothing", rest, p.stderr.String())
	}
}

func TestProcessIsSilentAndStopsWhenStdinEnds(t *testing.T) {
	p := startProcess(t)
	chatter(t, p.dsn)
	p.stdin.Close()
	p.checkEnd(t)
}

func TestProcessStopsOnSIGTERM(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("windows has no SIGTERM; a parent closes stdin")
	}
	p := startProcess(t)
	ping(t, p.dsn)
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.checkEnd(t)
}

// chatter does to a database what makes its engine log: connections that come
// and go, that speak no MySQL, that name what is not there, and statements
// that fail.
func chatter(t *testing.T, dsn string) {
	t.Helper()
	cfg, err := driver.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		ping(t, dsn)
		for _, said := range []string{"", "GET / HTTP/1.1\r\n\r\n", "\x04\x00\x00\x01oops"} {
			say(t, cfg.Addr, said)
		}
	}
	cfg.Logger = &driver.NopLogger{}
	for _, name := range []string{"orders", "nowhere"} {
		cfg.DBName, cfg.InterpolateParams = name, false
		connector, err := driver.NewConnector(cfg)
		if err != nil {
			t.Fatal(err)
		}
		db := sql.OpenDB(connector)
		defer db.Close()
		for _, statement := range []string{"SELECT nothing FROM orders", "no SQL", "SELECT * FROM nobody WHERE id = ?"} {
			var args []any
			if strings.Contains(statement, "?") {
				args = []any{1}
			}
			if _, err := db.ExecContext(t.Context(), statement, args...); err == nil {
				t.Errorf("%s: %q went well; want an error", name, statement)
			}
		}
	}
}

// say connects, hears the server's greeting, answers what is not MySQL, and
// waits until the server hangs up.
func say(t *testing.T, addr, what string) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Read(make([]byte, 1024)); err != nil {
		t.Fatalf("read the greeting: %v", err)
	}
	fmt.Fprint(c, what)
	c.(*net.TCPConn).CloseWrite()
	io.Copy(io.Discard, c) // whether it answers or cuts the line is its affair
}
