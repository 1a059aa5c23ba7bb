package e2e

import (
	"bufio"
	"context"
	"database/sql"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql"

	"example.com/metricsworkshop/lab/mysql"
)

// waitFor asks until the status is the one wanted. Until then the answer is the
// old one or 503, and nothing else.
func waitFor(t *testing.T, client *http.Client, url string, status int, when string) {
	t.Helper()
	old, got := get(client, url), 0
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		if got = get(client, url); got == status {
			return
		}
		if got != old && got != http.StatusServiceUnavailable {
			break
		}
	}
	t.Fatalf("GET %s %s = %d; want %d", url, when, got, status)
}

// TestDatabaseComesAndGoes starts a service without a database, lets one come,
// takes it away and brings it back: the service says 503 meanwhile, and recovers.
func TestDatabaseComesAndGoes(t *testing.T) {
	t.Parallel()
	eachSolution(t, func(t *testing.T, program string) {
		server, err := mysql.Start("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr, dsn := server.Addr(), server.DSN()
		if err := server.Close(); err != nil {
			t.Fatal(err)
		}
		client := &http.Client{Timeout: 10 * time.Second}
		defer client.CloseIdleConnections()
		base := start(t, program, dsn).base
		order := base + "/orders/1/state"
		waitFor(t, client, order, http.StatusServiceUnavailable, "without a database")
		waitFor(t, client, base+"/ping", http.StatusOK, "without a database")
		for range 2 {
			server, err := mysql.Start(addr)
			if err != nil {
				t.Fatal(err)
			}
			waitFor(t, client, order, http.StatusNotFound, "with the database there")
			if err := server.Close(); err != nil {
				t.Fatal(err)
			}
			waitFor(t, client, order, http.StatusServiceUnavailable, "with the database gone")
		}
	})
}

// TestStopUnderLoad stops a service while clients create orders. The database
// has an order for exactly those that were told so.
func TestStopUnderLoad(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signal that asks another process to stop")
	}
	t.Parallel()
	eachSolution(t, func(t *testing.T, program string) {
		dsn := startEmbedded(t)
		s := start(t, program, dsn)
		var created atomic.Int64
		var clients sync.WaitGroup
		for range 16 {
			clients.Go(func() {
				client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
				for {
					response, err := client.Post(s.base+"/orders", "application/json", strings.NewReader(`{"customer_id":"ann","merchant_id":"warung"}`))
					if err != nil {
						return // refused
					}
					response.Body.Close()
					if response.StatusCode != http.StatusCreated {
						t.Errorf("status %d while the service stops; want 201 or a refused connection", response.StatusCode)
						return
					}
					if created.Add(1) == 100 {
						s.cmd.Process.Signal(os.Interrupt)
					}
				}
			})
		}
		clients.Wait()
		<-s.done
		if code := s.cmd.ProcessState.ExitCode(); code != 0 {
			t.Errorf("exit status %d; want 0", code)
		}
		db, err := sql.Open("mysql", dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var stored int64
		if err := db.QueryRowContext(context.Background(), `SELECT COUNT(*) FROM orders`).Scan(&stored); err != nil {
			t.Fatal(err)
		}
		if stored != created.Load() {
			t.Errorf("%d orders stored, %d clients told so; want the same", stored, created.Load())
		}
	})
}

// TestSlowClient sends half a header and waits: the server hangs up.
func TestSlowClient(t *testing.T) {
	t.Parallel()
	eachSolution(t, func(t *testing.T, program string) {
		s := start(t, program, "nobody@tcp(127.0.0.1:1)/orders")
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.Write([]byte("POST /orders HTTP/1.1\r\nHost: x\r\nContent-")); err != nil {
			t.Fatal(err)
		}
		conn.SetReadDeadline(time.Now().Add(20 * time.Second)) // the server's own is 5 s
		reader := bufio.NewReader(conn)
		for {
			if _, err := reader.ReadByte(); err != nil {
				if ne, ok := err.(net.Error); ok && ne.Timeout() {
					t.Error("the server still waits for the header after 20 s")
				}
				return
			}
		}
	})
}
