package e2e

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/lesson"
	"example.com/metricsworkshop/lab/bench"
	"example.com/metricsworkshop/lab/delay"
	"example.com/metricsworkshop/lab/load"
	"example.com/metricsworkshop/lab/mysql"
)

// maxIdle is how many connections the service keeps that nobody uses.
const maxIdle = 64

// TestLoad puts load on the service of step 1, with a round trip of 2 ms to its
// database. All answers are good; a lookup that finds no driver costs nothing, and
// each that finds one keeps exactly one connection.
func TestLoad(t *testing.T) {
	program := build(t, lesson.Steps[0].Solution())
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			const roundTrip = 2 * time.Millisecond
			proxy, dsn := startDelay(t, db.start(t), roundTrip)
			s := start(t, program, dsn)
			run := func(o load.Options) *bench.Report {
				o.URL = s.base
				r, err := bench.Run(t.Context(), bench.Options{Load: o, Connections: proxy.Connections, Progress: func(string) {}})
				if err != nil {
					t.Fatal(err)
				}
				checkLoad(t, r.Load, o, roundTrip)
				return r
			}

			run(load.Options{Rate: 200, For: time.Second, Hits: 0})
			kept := checkKept(t, s, proxy, 0)

			r := run(load.Options{Rate: 100, For: 2 * time.Second, Hits: 100})
			if r.Load.BusyHits != 200/8 {
				t.Errorf("%d lookups found a busy driver; want all 25", r.Load.BusyHits)
			}
			kept += r.Load.BusyHits
			if c := r.Connections; c.AtRest < kept || c.AtRest > kept+maxIdle || c.Peak < c.AtRest || c.Before > c.AtRest {
				t.Errorf("connections %+v; want at least %d at rest, and at most %d more that are idle", c, kept, maxIdle)
			}
			checkKept(t, s, proxy, kept)
		})
	}
}

// startDelay puts a delay before the database of dsn, and returns it with the DSN
// that leads through it.
func startDelay(tb testing.TB, dsn string, roundTrip time.Duration) (*delay.Proxy, string) {
	tb.Helper()
	network, addr, err := mysql.Target(dsn)
	if err != nil {
		tb.Fatal(err)
	}
	proxy, err := delay.Start("127.0.0.1:0", network, addr, roundTrip)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { proxy.Close() })
	through, err := mysql.Through(dsn, proxy.Addr())
	if err != nil {
		tb.Fatal(err)
	}
	return proxy, through
}

// checkLoad requires that all of a load was answered well, in the right shares,
// and that no answer came sooner than the database could have given it.
func checkLoad(t *testing.T, r *load.Report, o load.Options, roundTrip time.Duration) {
	t.Helper()
	want := o.Rate * int(o.For/time.Second)
	if r.All.Sent != want || r.All.Good != want {
		t.Errorf("%+v: %d of %d answers are good; want %d of as many: %+v", o, r.All.Good, r.All.Sent, want, r)
	}
	lookups := 0
	for _, route := range r.Routes {
		if strings.Contains(route.Name, "/orders/") || route.Name == "POST /orders" {
			continue
		}
		lookups++
		if route.Sent != want/8 {
			t.Errorf("%s: %d requests; want an eighth of %d", route.Name, route.Sent, want)
		}
		if route.P50 < roundTrip {
			t.Errorf("%s: p50 is %v; want at least the round trip to the database, %v", route.Name, route.P50, roundTrip)
		}
	}
	if lookups != 4 {
		t.Errorf("%d lookups; want 4", lookups)
	}
}

// checkKept requires that the service holds exactly kept connections for good.
// Others are idle; to use those up, it makes lookups that keep one each, until all
// that are open are kept. It returns how many are kept then.
func checkKept(t *testing.T, s *service, proxy *delay.Proxy, kept int) int {
	t.Helper()
	client := &http.Client{}
	defer client.CloseIdleConnections()
	busy := s.base + makeBusy(t, s, "dan")
	before := kept
	for range maxIdle + 1 {
		if proxy.Connections() == kept {
			return kept
		}
		if status := get(client, busy); status != http.StatusOK {
			t.Fatalf("GET /drivers/dan/busy = %d; want 200", status)
		}
		kept++
	}
	t.Fatalf("%d connections after %d more lookups that found a driver; want as many as were kept, %d at first", proxy.Connections(), kept-before, before)
	return 0
}

// makeBusy has a driver on the way with an order, and returns the path that asks
// whether he is.
func makeBusy(t *testing.T, s *service, driver string) string {
	t.Helper()
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	location := post(t, client, s.base+"/orders", `{"customer_id":"ann","merchant_id":"warung"}`)
	post(t, client, s.base+location+"/allocate", "")
	post(t, client, s.base+location+"/pickup", fmt.Sprintf(`{"driver_id":%q}`, driver))
	return "/drivers/" + driver + "/busy"
}

// post makes a call, which must succeed, and returns the Location it answers.
func post(t *testing.T, client *http.Client, url, body string) (location string) {
	t.Helper()
	response, err := client.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if text, _ := io.ReadAll(response.Body); response.StatusCode >= 300 {
		t.Fatalf("POST %s = %d %s", url, response.StatusCode, text)
	}
	return response.Header.Get("Location")
}
