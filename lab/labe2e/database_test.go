package labe2e

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/delay"
	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/mariadb"
	"example.com/metricsworkshop/lab/mysql"
)

// TestDatabaseGone stops the database of a lab while there is load, and starts it
// again: the page says so, and the service and the load recover.
func TestDatabaseGone(t *testing.T) {
	t.Parallel()
	db := startDatabase(t)
	l := openLabWith(t, "solutions/5", "-dsn", db.dsn)
	if part := l.page.untilPart("database", live.PartUp); !strings.Contains(part.Where, db.addr) {
		t.Errorf("the database is %q; want the address %s in it", part.Where, db.addr)
	}
	order := l.page.createOrder(l.page.state().Service.URL)
	l.page.ask("api/load", live.LoadRequest{Rate: 20, Hits: 50, Seconds: 300})
	l.page.until("there are good answers", func(s live.State) bool { return lastLoad(s).Good > 0 })

	db.stop(t)
	if part := l.page.untilPart("database", live.PartGone); !strings.Contains(part.Note, "start it again") {
		t.Errorf("the page notes %q; want what to do", part.Note)
	}
	l.page.untilStatus(order+"/state", http.StatusServiceUnavailable)
	db.start(t)
	l.page.untilPart("database", live.PartUp)
	l.page.untilStatus(order+"/state", http.StatusOK)
	state := l.page.until("all answers are good again", func(s live.State) bool {
		load := lastLoad(s)
		return load.Good > 0 && load.Bad == 0 && s.Load.State == live.LoadRunning
	})
	var marks []string
	for _, mark := range state.Marks {
		if mark.Kind == live.MarkPart {
			marks = append(marks, mark.Text)
		}
	}
	if len(marks) != 2 || !strings.Contains(marks[0], "gone") || !strings.Contains(marks[1], "back") {
		t.Errorf("the marks are %q; want one that it is gone and one that it is back", marks)
	}
}

// A database is a MariaDB that can be stopped and started again, with what was in it.
// It has another port each time, so it is reached through a proxy, which has one.
type database struct {
	dir       string
	addr, dsn string          // of the proxy
	server    *mariadb.Server // nil while it is stopped
}

func startDatabase(t *testing.T) *database {
	t.Helper()
	db := &database{dir: t.TempDir()}
	db.start(t)
	proxy, err := delay.Start("127.0.0.1:0", "unix", filepath.Join(db.dir, "data", "s"), 0) // package mariadb has its socket there
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	db.addr = proxy.Addr()
	if db.dsn, err = mysql.Through(db.server.DSN(), db.addr); err != nil {
		t.Fatal(err)
	}
	return db
}

func (db *database) start(t *testing.T) {
	t.Helper()
	var err error
	db.server, err = mariadb.Start(t.Context(), db.dir)
	if errors.Is(err, mariadb.ErrNotInstalled) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.stop(t) })
}

// stop stops it; a second call does nothing.
func (db *database) stop(t *testing.T) {
	t.Helper()
	if db.server == nil {
		return
	}
	if err := db.server.Close(); err != nil {
		t.Error(err)
	}
	db.server = nil
}

// createOrder has a service create an order, and returns its URL.
func (p *page) createOrder(service string) string {
	p.t.Helper()
	response, err := p.client.Post(service+"/orders", "application/json", strings.NewReader(`{"customer_id":"ann","merchant_id":"warung"}`))
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusCreated {
		text, _ := io.ReadAll(response.Body)
		p.t.Fatalf("POST /orders = %d, %s; want 201", response.StatusCode, text)
	}
	return service + response.Header.Get("Location")
}

// lastLoad is the last second of the load, a zero one if there was none yet.
func lastLoad(s live.State) live.LoadSecond {
	for _, sample := range slices.Backward(s.Samples) {
		if sample.Load != nil {
			return *sample.Load
		}
	}
	return live.LoadSecond{}
}
