package main

import (
	"bufio"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-sql-driver/mysql"
	"go.uber.org/goleak"
)

// testEnv is the environment of a service under test: a free port, no database,
// no StatsD and no debug listener, and what extra sets, as in "ORDERS_MAX_OPEN=5".
func testEnv(extra ...string) func(string) string {
	env := map[string]string{
		"ORDERS_ADDR": "127.0.0.1:0",
		"ORDERS_DSN":  "nobody@tcp(127.0.0.1:1)/orders", // port 1 refuses
		"STATSD_ADDR": "off",
		"DEBUG_ADDR":  "off",
	}
	for _, e := range extra {
		name, value, _ := strings.Cut(e, "=")
		env[name] = value
	}
	return func(name string) string { return env[name] }
}

// startRun runs the service until the returned stop, which returns run's error.
// It waits until the service listens, and returns its base URL.
func startRun(t *testing.T, getenv func(string) string) (base string, stop func() error) {
	ctx, cancel := context.WithCancel(t.Context())
	logs, stdout := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, nil, getenv, stdout)
		stdout.CloseWithError(err)
		ended <- err
	}()
	lines := bufio.NewScanner(logs)
	addr := regexp.MustCompile(`msg=listening addr=(\S+)`)
	for base == "" {
		if !lines.Scan() {
			t.Fatalf("run ended before it listened: %v", <-ended)
		}
		if m := addr.FindStringSubmatch(lines.Text()); m != nil {
			base = "http://" + m[1]
		}
	}
	go io.Copy(io.Discard, logs) // or the service would wait for its log to be read
	return base, func() error { cancel(); return <-ended }
}

// TestRun starts and stops the whole service without a database: it serves, says
// 503 where it needs one, and leaves no goroutine behind.
func TestRun(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	base, stop := startRun(t, testEnv())
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

	want := map[string]int{"/ping": http.StatusOK, "/orders/1/state": http.StatusServiceUnavailable, "/drivers/dan/busy": http.StatusServiceUnavailable}
	for path, status := range want {
		response, err := client.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode != status {
			t.Errorf("GET %s without a database = %d %s; want %d", path, response.StatusCode, body, status)
		}
	}
	if err := stop(); err != nil {
		t.Errorf("run = %v; want nil after a stop", err)
	}
}

// TestRunRefuses checks that a wrong setting ends run with the setting's name.
func TestRunRefuses(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	tests := []struct {
		name string
		args []string
		env  string
		want string
	}{
		{"argument", []string{"-port"}, "", "ORDERS_ADDR"},
		{"no number", nil, "ORDERS_MAX_OPEN=many", "ORDERS_MAX_OPEN"},
		{"negative", nil, "ORDERS_MAX_OPEN=-1", "ORDERS_MAX_OPEN"},
		{"no DSN", nil, "ORDERS_DSN=localhost", "ORDERS_DSN"},
		{"no address", nil, "STATSD_ADDR=localhost", "STATSD_ADDR"},
		{"port taken", nil, "ORDERS_ADDR=" + taken.Addr().String(), "ORDERS_ADDR"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := run(t.Context(), tt.args, testEnv(tt.env), io.Discard)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("run = %v; want an error that names %s", err, tt.want)
			}
		})
	}
}

// TestShutdown stops the service while clients keep coming and one request is
// under way. Each request is answered in full or refused, never cut: the handler
// ran exactly as often as a client got its whole answer.
func TestShutdown(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var handled, answered atomic.Int64
	underWay, stopping := make(chan struct{}), make(chan struct{})
	handler := func(w http.ResponseWriter, r *http.Request) {
		handled.Add(1)
		if r.URL.Path == "/slow" {
			close(underWay)
			select { // the service stops while this request waits
			case <-stopping:
			case <-r.Context().Done(): // it was cut
				return
			}
		}
		io.WriteString(w, "answer")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	served := make(chan error, 1)
	server := newServer(http.HandlerFunc(handler), log)
	server.RegisterOnShutdown(func() { close(stopping) })
	go func() { served <- serve(ctx, server, listener, log) }()

	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	get := func(path string) bool {
		response, err := client.Get("http://" + listener.Addr().String() + path)
		if err != nil {
			return false // refused: the service is gone
		}
		defer response.Body.Close()
		if body, err := io.ReadAll(response.Body); string(body) != "answer" || err != nil {
			t.Errorf("GET %s during shutdown = %q, %v; want the whole answer", path, body, err)
		}
		answered.Add(1)
		return true
	}
	var clients sync.WaitGroup
	clients.Go(func() {
		if !get("/slow") {
			t.Error("the request that was under way got no answer")
		}
	})
	<-underWay
	for range 8 {
		clients.Go(func() {
			for get("/") {
				if answered.Load() >= 50 {
					cancel() // in the middle of it
				}
			}
		})
	}
	clients.Wait()
	if err := <-served; err != nil {
		t.Errorf("serve = %v; want nil", err)
	}
	if handled.Load() != answered.Load() {
		t.Errorf("%d requests were handled, %d answered; want the same", handled.Load(), answered.Load())
	}
}

// TestServerTimeouts checks that no time-out is missing, and that a request that
// ran into its deadline can still be answered.
func TestServerTimeouts(t *testing.T) {
	s := newServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.IdleTimeout <= 0 {
		t.Errorf("time-outs: header %v, read %v, idle %v; want all set, or a slow client holds a connection for ever", s.ReadHeaderTimeout, s.ReadTimeout, s.IdleTimeout)
	}
	if s.WriteTimeout <= requestTimeout {
		t.Errorf("write time-out %v; want more than the %v a request may take", s.WriteTimeout, requestTimeout)
	}
}

// TestUnavailable checks which errors of the database are worth another try.
func TestUnavailable(t *testing.T) {
	tests := []struct {
		err  error
		want bool
	}{
		{&net.OpError{Op: "dial", Err: errors.New("connection refused")}, true},
		{driver.ErrBadConn, true},
		{mysql.ErrInvalidConn, true},
		{context.DeadlineExceeded, true},
		{context.Canceled, true},
		{&mysql.MySQLError{Number: 1040}, true},  // too many connections
		{&mysql.MySQLError{Number: 1053}, true},  // the server is shutting down
		{&mysql.MySQLError{Number: 1203}, true},  // too many connections of this user
		{&mysql.MySQLError{Number: 1205}, true},  // a lock was not to be had in time
		{&mysql.MySQLError{Number: 1064}, false}, // a syntax error fails again
		{errors.New("something else"), false},
	}
	for _, tt := range tests {
		if got := unavailable(fmt.Errorf("select: %w", tt.err)); got != tt.want {
			t.Errorf("unavailable(%v) = %v; want %v", tt.err, got, tt.want)
		}
	}
}
