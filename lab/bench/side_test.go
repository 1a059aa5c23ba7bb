package bench

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/lab/internal/fakeorders"
	"example.com/metricsworkshop/lab/load"
)

// sideOptions are those of a side on a service that keeps a goroutine and a connection
// for each hit, and has 10 goroutines at rest.
func sideOptions(t *testing.T) SideOptions {
	t.Helper()
	gauges := &Gauges{}
	url, connections := startService(t, gauges)
	return SideOptions{
		Options: Options{
			Load:        load.Options{URL: url, Rate: 500},
			Connections: connections,
			Gauges:      gauges,
			Progress:    func(string) {},
		},
		Label:  "leaky",
		AtRest: func() {},
	}
}

func TestRunSide(t *testing.T) {
	tests := []struct {
		name         string
		target, hits int
		want         int // hits
	}{
		{"to a number of goroutines", 99, 0, 89},
		{"a number of hits", 0, 40, 40},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := sideOptions(t)
			o.Target, o.Hits = tt.target, tt.hits
			var phases []Phase
			atRest := 0
			o.Phase = func(p Phase, l *load.Load) {
				phases = append(phases, p)
				if (l != nil) != (p >= Running) {
					t.Errorf("in phase %d there is a load: %v", p, l != nil)
				}
			}
			o.AtRest = func() { atRest++ }
			r, hits, err := RunSide(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if hits != tt.want || r.Load.BusyHits != hits || r.Load.All.Sent != hits || r.Restless {
				t.Errorf("%d hits wanted, %d sent, %d found, restless %v; want %d", hits, r.Load.All.Sent, r.Load.BusyHits, r.Restless, tt.want)
			}
			if g, c := r.Goroutines, r.Connections; g.Before != 10 || g.AtRest != 10+hits || c.Before != 1 || c.AtRest != 1+hits {
				t.Errorf("goroutines %+v, connections %+v; want 10 and 1 before, and %d more of each at rest", g, c, hits)
			}
			if !slices.Equal(phases, []Phase{Seeding, RestBefore, Running, RestAfter}) || atRest != 2 {
				t.Errorf("phases %v, %d times at rest; want all four, and twice", phases, atRest)
			}
		})
	}
}

// TestRunSideProgress reads a line of the load's second second, which has the figures
// of the first.
func TestRunSideProgress(t *testing.T) {
	t.Parallel()
	o := sideOptions(t)
	o.Load.Rate, o.Hits = 100, 200
	var lines []string
	o.Progress = func(line string) { lines = append(lines, line) } // one at a time
	if _, _, err := RunSide(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	all := strings.Join(lines, "\n")
	for _, want := range []string{"leaky 0/2 s: goroutines 10 connections 1\n", " connections 1", " p50 ", " p99 ", " ms good "} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in the progress:\n%s", want, all)
		}
	}
}

func TestRunSideFails(t *testing.T) {
	mute := httptest.NewServer((&fakeorders.Service{}).Handler()) // sends no gauge
	t.Cleanup(mute.Close)
	tests := []struct {
		name   string
		change func(*SideOptions)
		want   string
	}{
		{"no gauges", func(o *SideOptions) { o.Load.URL, o.Gauges = mute.URL, &Gauges{} }, "sends no gauge of its goroutines"},
		{"a target that is reached", func(o *SideOptions) { o.Hits, o.Target = 0, 10 }, "has 10 goroutines at rest already"},
		{"no rate", func(o *SideOptions) { o.Load.Rate = 0 }, "rate"},
		{"too many", func(o *SideOptions) { o.Hits = 7501 }, "7500 are the most"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := sideOptions(t)
			o.Hits = 1
			tt.change(&o)
			if _, _, err := RunSide(t.Context(), o); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("RunSide = %v; want an error with %q", err, tt.want)
			}
		})
	}
}

// TestUntil stops a load in each phase that it can be stopped in. What was sent before
// is reported.
func TestUntil(t *testing.T) {
	for phase, name := range []string{Seeding: "seeding", RestBefore: "before the load", Running: "under load"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			until, stop := context.WithCancel(t.Context())
			defer stop()
			url, connections := startService(t, &Gauges{})
			r, err := Run(t.Context(), Options{
				Load:        load.Options{URL: url, Rate: 100, For: time.Minute},
				Connections: connections,
				Progress:    func(string) {},
				Until:       until,
				Phase: func(p Phase, _ *load.Load) {
					if p == Phase(phase) {
						stop()
					}
				},
			})
			if Phase(phase) != Running {
				if !errors.Is(err, ErrStopped) {
					t.Errorf("Run = %v; want %v", err, ErrStopped)
				}
				return
			}
			if err != nil || r.Load.All.Sent >= 6000 || r.Load.All.Good != r.Load.All.Sent {
				t.Errorf("Run = %+v, %v; want the report of a short load", r, err)
			}
		})
	}
}
