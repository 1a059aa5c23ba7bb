package main

import (
	"database/sql"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/lab/internal/fakeorders"
	"example.com/metricsworkshop/lab/mysql"
)

// readUntilDone reads what the lab says until a load is over, and returns its
// lines of each kind.
func (s *serving) readUntilDone(t *testing.T) map[string]string {
	t.Helper()
	said := map[string]string{}
	for {
		line, err := s.stdout.ReadString('\n')
		if err != nil {
			t.Fatalf("stdout ends with %q, %v; want done", line, err)
		}
		word, text, _ := strings.Cut(line, " ")
		if line == "done\n" {
			return said
		}
		said[strings.TrimSpace(word)] += text
	}
}

// TestServeLoad puts load on a service that has no database, no StatsD client and
// no agent.
func TestServeLoad(t *testing.T) {
	service := httptest.NewServer((&fakeorders.Service{}).Handler())
	defer service.Close()
	lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0", "-statsd", "127.0.0.1:0", "-collector", "127.0.0.1:0")
	if _, err := lab.stdin.Write([]byte("load -rate 40 -for 1s -hits 50 " + service.URL + "\n")); err != nil {
		t.Fatal(err)
	}
	said := lab.readUntilDone(t)
	for _, want := range []string{
		"none came: send <key>.goroutines (task 2.2)\n",
		"database connections           0       0       0\n",
		"GET /drivers/{id}/busy                      5      5 ",
		"40 of 40 with a good answer\n",
		" good answers a second\n",
	} {
		if !strings.Contains(said["print"], want) {
			t.Errorf("the table has no %q:\n%s", want, said["print"])
		}
	}
	if !strings.Contains(said["progress"], "load 0/1 s: sent 0 good 0 bad 0 connections 0 goroutines -\n") {
		t.Errorf("no progress from the start:\n%s", said["progress"])
	}
	if strings.Contains(said["print"], "New Relic") {
		t.Errorf("there is no agent, and rows of one:\n%s", said["print"])
	}
}

// TestServeLoadOfOneKind sends an exact number of one lookup, and then receipts.
func TestServeLoadOfOneKind(t *testing.T) {
	service := httptest.NewServer((&fakeorders.Service{}).Handler())
	defer service.Close()
	lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0")
	for command, want := range map[string]string{
		"load -rate 100 -requests 39 -hits 100 -lookup busy ":  "GET /drivers/{id}/busy                     39     39 ",
		"load -rate 100 -requests 40 -hits 100 -receipts 50 ":  "40 of 40 with a good answer\n",
		"load -rate 100 -requests 39 -hits 100 -lookup lunch ": `the load did not run: load: there is no lookup "lunch"; there are `,
	} {
		if _, err := lab.stdin.Write([]byte(command + service.URL + "\n")); err != nil {
			t.Fatal(err)
		}
		if said := lab.readUntilDone(t)["print"]; !strings.Contains(said, want) {
			t.Errorf("%sprinted no %q:\n%s", command, want, said)
		}
	}
}

// TestServeLimitsConnections holds that the database refuses more, also behind the
// proxy of a delay.
func TestServeLimitsConnections(t *testing.T) {
	for _, delay := range []string{"0s", "1ms"} {
		t.Run(delay, func(t *testing.T) {
			lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0", "-mysql-connections", "1", "-delay", delay)
			db, err := sql.Open("mysql", lab.ready["database"])
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			c, err := db.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if err := db.PingContext(t.Context()); err == nil || err.Error() != "Error 1040: Too many connections" {
				t.Errorf("a second connection: %v; want error 1040", err)
			}
		})
	}
}

// TestServeLoadFollowsGauges puts load on a service that sends its gauges, and with
// each a line that no StatsD server understands.
func TestServeLoadFollowsGauges(t *testing.T) {
	lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0", "-statsd", "127.0.0.1:0")
	statsd, err := net.Dial("udp", lab.ready["statsd"])
	if err != nil {
		t.Fatal(err)
	}
	defer statsd.Close()
	orders := (&fakeorders.Service{}).Handler()
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		orders.ServeHTTP(w, r)
		io.WriteString(statsd, "orders.goroutines:12|g\norders.time:?|ms")
	}))
	defer service.Close()
	if _, err := lab.stdin.Write([]byte("load -rate 40 -for 1s " + service.URL + "\n")); err != nil {
		t.Fatal(err)
	}
	said := lab.readUntilDone(t)["print"]
	for _, want := range []string{
		"goroutines                    12      12      12  orders.goroutines\n",
		" values; the first of them:\n  \"orders.time:?|ms\": a value that is no finite number\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the table has no %q:\n%s", want, said)
		}
	}
}

// TestServeLoadFails holds that a service that cannot be seeded is told, and the
// lab goes on.
func TestServeLoadFails(t *testing.T) {
	service := httptest.NewServer(http.NotFoundHandler())
	defer service.Close()
	lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0")
	for range 2 {
		if _, err := lab.stdin.Write([]byte("load -rate 40 -for 1s " + service.URL + "\n")); err != nil {
			t.Fatal(err)
		}
		said := lab.readUntilDone(t)
		if want := "the load did not run: seed orders: POST /orders: 404 "; !strings.HasPrefix(said["print"], want) {
			t.Errorf("printed %q; want %q", said["print"], want)
		}
	}
	ping(t, lab.ready["database"])
}

// TestServeStopsUnderLoad ends stdin as soon as there is progress.
func TestServeStopsUnderLoad(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	service := httptest.NewServer((&fakeorders.Service{}).Handler())
	lab := startServe(t, t.Context(), "-mysql", "127.0.0.1:0")
	if _, err := lab.stdin.Write([]byte("load -rate 100 -for 10m " + service.URL + "\n")); err != nil {
		t.Fatal(err)
	}
	for line := ""; !strings.HasPrefix(line, "progress load"); {
		var err error
		if line, err = lab.stdout.ReadString('\n'); err != nil {
			t.Fatalf("stdout ends with %q, %v; want progress", line, err)
		}
	}
	lab.stdin.Close()
	lab.discard()
	if code := <-lab.done; code != 0 {
		t.Errorf("exit code = %d; want 0", code)
	}
	service.Close()
	if err := goleak.Find(ignore); err != nil {
		t.Error(err)
	}
}

func TestServeRefusesOtherCommands(t *testing.T) {
	lab := startServe(t, t.Context())
	if _, err := lab.stdin.Write([]byte("dance\n")); err != nil {
		t.Fatal(err)
	}
	if code := <-lab.done; code != 1 {
		t.Errorf("exit code = %d; want 1", code)
	}
}

// TestServeProxy uses a database that is not the lab's own.
func TestServeProxy(t *testing.T) {
	database, err := mysql.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	t.Setenv("ORDERS_DSN", database.DSN())
	lab := startServe(t, t.Context(), "-proxy", "127.0.0.1:0", "-delay", "1ms")
	if lab.ready["database"] == database.DSN() {
		t.Fatalf("ready %q; want the way through the proxy", lab.ready["database"])
	}
	ping(t, lab.ready["database"])
}
