package census

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/loadlimits"
)

const busyRoute = "GET /drivers/{id}/busy"

func silent(string) {}

// TestTakeLineUp holds that what a lookup keeps is counted for it, and for no other,
// whatever stands before it and after it.
func TestTakeLineUp(t *testing.T) {
	const c, m, r, b = loadlimits.Customers, loadlimits.Merchants, loadlimits.Current, loadlimits.Busy
	for _, order := range [][]string{nil, {b, r, m, c}, {c, b, m, r}, {m, c, b, r}} {
		t.Run(strings.Join(order, ","), func(t *testing.T) {
			t.Parallel()
			f := startFake(t, 0)
			report, err := TakeLineUp(t.Context(), LineUpOptions{
				URL: f.url, Requests: 9, Order: order, Connections: f.connections, Gauge: f.latest, Progress: silent,
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(report.Rows) != 4 {
				t.Fatalf("%d rows; want 4", len(report.Rows))
			}
			connections := 1 // that of the seeding
			for _, row := range report.Rows {
				before := connections
				if row.Route == busyRoute {
					connections += 9
				}
				want := Row{
					Route: row.Route, Sent: 9, Good: 9,
					Connections: Change{before, connections}, Goroutines: Change{7 + before, 7 + connections},
				}
				if row != want {
					t.Errorf("row %+v; want %+v", row, want)
				}
			}
		})
	}
}

func TestTakeLineUpWithoutGauges(t *testing.T) {
	t.Parallel()
	f := startFake(t, 0)
	mute := func() (goroutines, samples int) { return 0, 0 }
	for name, gauge := range map[string]func() (int, int){"they go elsewhere": nil, "none comes": mute} {
		report, err := TakeLineUp(t.Context(), LineUpOptions{
			URL: f.url, Requests: 2, Connections: f.connections, Gauge: gauge, Progress: silent,
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range report.Rows {
			if want := (Change{Unknown, Unknown}); row.Goroutines != want || row.Restless {
				t.Errorf("%s: goroutines %+v, restless %v; want %+v, false", name, row.Goroutines, row.Restless, want)
			}
		}
	}
}

// TestTakeLineUpGivesUp lets the pool have no connection after a few hits.
func TestTakeLineUpGivesUp(t *testing.T) {
	t.Parallel()
	f := startFake(t, 6)
	report, err := TakeLineUp(t.Context(), LineUpOptions{
		URL: f.url, Requests: 50, Connections: f.connections, Gauge: f.latest, Progress: silent,
	})
	if err != nil {
		t.Fatal(err)
	}
	row := report.Rows[3]
	if row.Route != busyRoute || row.Sent != 6+giveUp || row.Good != 6 || row.Trouble == nil || row.Connections != (Change{1, 6}) {
		t.Errorf("row %+v; want 6 good answers of %d, and why", row, 6+giveUp)
	}
}

func TestTakeLineUpFails(t *testing.T) {
	none := httptest.NewServer(http.NotFoundHandler())
	defer none.Close()
	f := startFake(t, 0)
	tests := []struct {
		name string
		o    LineUpOptions
		want string
	}{
		{"no service", LineUpOptions{URL: none.URL, Requests: 1}, "seed orders: "},
		{"no request", LineUpOptions{URL: f.url}, "0 requests to each lookup"},
		{"too many requests", LineUpOptions{URL: f.url, Requests: loadlimits.MaxFound + 1}, "it is from 1 to"},
		{"an order that lacks one", LineUpOptions{URL: f.url, Requests: 1, Order: []string{"busy"}}, "each of these once"},
		{"an order that has one twice", LineUpOptions{URL: f.url, Requests: 1, Order: []string{"busy", "busy", "current", "merchants"}}, "each of these once"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.o.Connections, tt.o.Progress = f.connections, silent
			if _, err := TakeLineUp(t.Context(), tt.o); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("TakeLineUp = %v; want an error with %q", err, tt.want)
			}
		})
	}
}

// TestTakeLineUpStops cancels in the middle.
func TestTakeLineUpStops(t *testing.T) {
	f := startFake(t, 0)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := TakeLineUp(ctx, LineUpOptions{
		URL: f.url, Requests: 1, Connections: f.connections,
		Progress: func(text string) {
			if strings.HasPrefix(text, "GET /merchants") {
				cancel()
			}
		},
	})
	if err != context.Canceled {
		t.Errorf("TakeLineUp = %v; want %v", err, context.Canceled)
	}
}
