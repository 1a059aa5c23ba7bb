package main

import (
	"context"
	"database/sql/driver"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-sql-driver/mysql"

	"example.com/metricsworkshop/internal/ordertest"
	"example.com/metricsworkshop/internal/verdict"
)

// TestRouter proves task 1.5.
func TestRouter(t *testing.T) {
	ordertest.Routing(verdict.For(t, "1.5"), serveInstances(t, testInstances()))
}

// TestCreate proves task 1.3: create, what it refuses, and what a client hears
// when the database fails.
func TestCreate(t *testing.T) {
	v := verdict.For(t, "1.3")
	ordertest.Create(v, serveInstances(t, testInstances()))

	secret := "dial tcp 10.0.0.7:3306: SELECT state FROM orders"
	tests := []struct {
		err    error
		status int
		why    string
	}{
		{fmt.Errorf("insert order: %s", secret), http.StatusInternalServerError, "what we did not foresee is 500"},
		{fmt.Errorf("%s: %w", secret, driver.ErrBadConn), http.StatusServiceUnavailable, "a lost connection is not the request's fault: try again"},
		{fmt.Errorf("%s: %w", secret, &mysql.MySQLError{Number: 1040}), http.StatusServiceUnavailable, "error 1040, too many connections: try again"},
		{fmt.Errorf("%s: %w", secret, context.DeadlineExceeded), http.StatusServiceUnavailable, "no connection in time: try again"},
	}
	for _, tt := range tests {
		in := testInstances()
		in.Orders = failing{in.Orders, tt.err}
		var log strings.Builder
		in.Log = slog.New(slog.NewTextHandler(&log, nil))
		answer := httptest.NewRecorder()
		request := httptest.NewRequest(http.MethodPost, "/orders", strings.NewReader(`{"customer_id":"ann","merchant_id":"warung"}`))
		request.Header.Set("Content-Type", "application/json")
		Handler(in).ServeHTTP(answer, request)

		finding := verdict.Finding{
			Called: fmt.Sprintf("POST /orders while the repository says %q", tt.err),
			Got:    fmt.Sprintf("%d %s", answer.Code, answer.Body),
			Want:   fmt.Sprintf("%d with a fixed text", tt.status),
			Why:    tt.why,
		}
		if answer.Code != tt.status {
			v.Wrong(finding)
		} else if strings.Contains(answer.Body.String(), "10.0.0.7") || strings.Contains(answer.Body.String(), "SELECT") {
			finding.Why = "the database's own words tell a stranger its address and our SQL: they belong into the log"
			v.Wrong(finding)
		} else if !strings.Contains(log.String(), "10.0.0.7") {
			finding.Got, finding.Want, finding.Why = "a log without the cause", "the cause in the log", "the client hears no cause, so without the log nobody does"
			v.Wrong(finding)
		}
	}
}

// failing is a repository whose database always fails to create.
type failing struct {
	Orders
	err error
}

func (f failing) Create(context.Context, string, string) (Order, error) { return Order{}, f.err }

// stuck is a repository whose query heeds no context, and so waits for ever in a
// pool that has no connection left.
type stuck struct {
	Orders
	release chan struct{}
}

func (s stuck) State(context.Context, int64) (State, error) {
	<-s.release
	return "", nil
}

// patient is a repository whose query waits for its context.
type patient struct{ Orders }

func (patient) State(ctx context.Context, id int64) (State, error) {
	<-ctx.Done()
	return "", fmt.Errorf("select state of order %d: %w", id, ctx.Err())
}

// TestDeadlineCause checks, on a clock that does not wait, that a query which heeds
// its context is answered for by its handler: the log has the cause.
func TestDeadlineCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := testInstances()
		var log strings.Builder
		in.Log = slog.New(slog.NewTextHandler(&log, nil))
		in.Orders = patient{in.Orders}
		began, answer := time.Now(), httptest.NewRecorder()
		err := verdict.Call(func() error {
			Handler(in).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/orders/7/state", nil))
			return nil
		})
		if took := time.Since(began); err != nil || answer.Code != http.StatusServiceUnavailable || took != in.Timeout || !strings.Contains(log.String(), "select state of order 7") {
			t.Errorf("status %d after %v, error %v, log %q; want 503 after %v and the query in the log", answer.Code, took, err, &log, in.Timeout)
		}
	})
}

// TestDeadline checks that a caller is answered even when a query is stuck.
func TestDeadline(t *testing.T) {
	in := testInstances()
	s := stuck{in.Orders, make(chan struct{})}
	defer close(s.release)
	in.Orders, in.Timeout = s, time.Millisecond

	client := &http.Client{Timeout: 10 * time.Second} // for a test that fails, not for one that passes
	response, err := client.Get(serveInstances(t, in) + "/orders/1/state")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusServiceUnavailable ||
		response.Header.Get("Content-Type") != "application/json" || !strings.Contains(string(body), `{"error":`) {
		t.Errorf("got %d %s %q, error %v; want 503 with a JSON error", response.StatusCode, response.Header.Get("Content-Type"), body, err)
	}
}
