package e2e

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/lesson"
	"example.com/metricsworkshop/lab/internal/etsytest"
)

const (
	gaugeInUse     = "db.in_use"
	gaugeOpen      = "db.open"
	gaugeWaitCount = "db.wait_count"
)

// TestPoolGauges reads the gauges of step 5's pool at Etsy's server, under more load
// than the pool has connections, and at rest.
func TestPoolGauges(t *testing.T) {
	t.Parallel()
	program := build(t, lesson.Steps[4].Solution())
	for _, tt := range []struct {
		name    string
		maxOpen string
		limit   int
		clients int
	}{
		{"the default limit", "", 60, 64},
		{"a limit of 2", "2", 2, 8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			etsy := etsytest.Start(t)
			proxy, dsn := startDelay(t, startEmbedded(t), 5*time.Millisecond)
			s := start(t, program, dsn, "ORDERS_MAX_OPEN="+tt.maxOpen, "STATSD_ADDR="+etsy.Addr())
			url := s.base + makeBusy(t, s, "dan")

			var g map[string]float64
			read := func() {
				f := etsy.Flush(t)
				g = f.Gauges
				if f.Bad > 0 || g[gaugeOpen] > float64(tt.limit) || proxy.Connections() > tt.limit {
					t.Fatalf("%d bad lines, gauges %v, %d connections; want at most %d open", f.Bad, g, proxy.Connections(), tt.limit)
				}
			}
			answers := crowd(tt.clients, url, func() {
				await(t, "a gauge that says how often a query has waited", func() bool {
					read()
					return g[gaugeWaitCount] > 0 && g[gaugeInUse] > 0
				})
				waited := g[gaugeWaitCount]
				await(t, "it to grow", func() bool { read(); return g[gaugeWaitCount] > waited })
			})
			if len(answers) != 1 || answers[http.StatusOK] == 0 {
				t.Errorf("answers by status: %v; want all 200", answers)
			}
			await(t, "gauges of a pool at rest", func() bool {
				read()
				return g[gaugeInUse] == 0 && g[gaugeOpen] == float64(proxy.Connections())
			})
			t.Logf("%v answers, at rest %v", answers, g)
			if _, ok := g[gaugeInUse]; !ok || g[gaugeOpen] == 0 || g[gaugeWaitCount] == 0 {
				t.Errorf("gauges at rest: %v; want none in use, some open, and how often one was waited for", g)
			}
			s.end(t)
		})
	}
}

// TestPoolLimit gives both the leaky service and the fixed one 20 connections. The
// leaky one has 20 answers, and then says 503 to everybody who waits, at its
// deadline; the fixed one has an answer for all.
func TestPoolLimit(t *testing.T) {
	t.Parallel()
	const (
		limit    = 20
		deadline = 5 * time.Second // requestTimeout in main.go
	)
	for _, step := range lesson.Steps[3:] {
		t.Run(step.Name, func(t *testing.T) {
			t.Parallel()
			s := start(t, build(t, step.Solution()), startEmbedded(t), fmt.Sprint("ORDERS_MAX_OPEN=", limit))
			busy := s.base + makeBusy(t, s, "dan")
			client := &http.Client{Timeout: patience}
			defer client.CloseIdleConnections()
			for i := range limit {
				if status := get(client, busy); status != http.StatusOK {
					t.Fatalf("hit %d of %d = %d; want 200", i+1, limit, status)
				}
			}
			want := http.StatusOK
			if step.Number < firstWithoutLeak {
				want = http.StatusServiceUnavailable
			}
			began := time.Now()
			answers := crowd(3*limit, busy, func() {})
			took := time.Since(began)
			t.Logf("%v after %v", answers, took)
			if len(answers) != 1 || answers[want] < 3*limit {
				t.Errorf("answers by status: %v; want all %d, and one for each of %d clients at least", answers, want, 3*limit)
			}
			if step.Number < firstWithoutLeak && took < deadline-deadline/10 { // a clock may be coarse
				t.Errorf("no connection after %v; want the waiters to wait for one until their deadline, %v", took, deadline)
			}
		})
	}
}

// crowd has n clients ask for a URL again and again while during runs, at least
// once each. It returns how many answers had each status, 0 for none.
func crowd(n int, url string, during func()) map[int]int {
	client := &http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: n}}
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithCancel(context.Background())
	var clients sync.WaitGroup
	defer clients.Wait() // during may end the test
	defer cancel()
	var mu sync.Mutex
	answers := map[int]int{}
	for range n {
		clients.Go(func() {
			for first := true; first || ctx.Err() == nil; first = false {
				status := get(client, url)
				mu.Lock()
				answers[status]++
				mu.Unlock()
			}
		})
	}
	during()
	cancel()
	clients.Wait()
	return answers
}
