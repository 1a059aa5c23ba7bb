package e2e

import (
	"slices"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
	"example.com/metricsworkshop/internal/loadlimits"
	"example.com/metricsworkshop/internal/statsdserver"
	"example.com/metricsworkshop/lab/bench"
	"example.com/metricsworkshop/lab/census"
)

const (
	firstWithDebug   = 4 // the first step whose service has a debug listener
	firstWithoutLeak = 5 // the first step whose finished service gives everything back
)

// wantKept is how many connections the finished service of a step keeps of n hits
// on a lookup.
func wantKept(s lesson.Step, route string, n int) int {
	if s.Number < firstWithoutLeak && route == "GET /drivers/{id}/busy" {
		return n
	}
	return 0
}

// TestLineUp holds that each hit is counted for the lookup that keeps its connection,
// to the unit, wherever that stands: first, last and in between.
func TestLineUp(t *testing.T) {
	t.Parallel()
	const hits = 20
	usual := loadlimits.Lookups()
	backwards := slices.Clone(usual)
	slices.Reverse(backwards)
	inBetween := []string{loadlimits.Current, loadlimits.Busy, loadlimits.Merchants, loadlimits.Customers}
	for _, step := range lesson.Steps {
		program := build(t, step.Solution())
		for _, order := range [][]string{usual, backwards, inBetween} {
			t.Run(step.Name+"/"+strings.Join(order, ","), func(t *testing.T) {
				t.Parallel()
				o := startCounted(t, step, program)
				o.Requests, o.Order = hits, order
				report, err := census.TakeLineUp(t.Context(), o)
				if err != nil {
					t.Fatal(err)
				}
				for _, row := range report.Rows {
					kept := wantKept(step, row.Route, hits)
					if got := row.Connections.After - row.Connections.Before; row.Good != hits || got != kept || row.Restless {
						t.Errorf("%s: %d good, connections %v, restless %v; want %d good, %+d", row.Route, row.Good, row.Connections, row.Restless, hits, kept)
					}
					if o.Gauge == nil {
						continue
					}
					if got := row.Goroutines.After - row.Goroutines.Before; row.Goroutines.Before == census.Unknown || got != kept {
						t.Errorf("%s: goroutines %v; want %+d", row.Route, row.Goroutines, kept)
					}
				}
			})
		}
	}
}

// startCounted starts a finished service on an embedded database of its own, with a
// StatsD server if it sends something, and returns where to count.
func startCounted(t *testing.T, step lesson.Step, program string) census.LineUpOptions {
	t.Helper()
	dsn, connections := startEmbeddedCounted(t)
	o := census.LineUpOptions{Connections: connections, Progress: func(string) {}}
	statsdAddr := "off"
	if step.Number > 1 {
		gauges := &bench.Gauges{}
		statsd, err := statsdserver.Listen("127.0.0.1:0", statsdserver.Options{OnDatagram: gauges.Datagram})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { statsd.Close() })
		o.Gauge, statsdAddr = gauges.Latest, statsd.Addr()
	}
	o.URL = start(t, program, dsn, "STATSD_ADDR="+statsdAddr).base
	return o
}

// TestBytes holds that where the bytes are is where the talk says, whichever database
// it is: a hit leaves some kilobytes in the service's heap, a goroutine, and a
// connection, and a miss nothing.
func TestBytes(t *testing.T) {
	const hits = 120 // MariaDB has 151 connections
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			for _, step := range lesson.Steps[firstWithDebug-1:] {
				t.Run(step.Name, func(t *testing.T) {
					dsn, connections := db.startCounted(t)
					s := start(t, build(t, step.Solution()), dsn, anyDebugAddr)
					b, err := census.TakeBytes(t.Context(), census.BytesOptions{
						URL: s.base, Debug: s.debug(t), Requests: hits, PID: s.cmd.Process.Pid,
						Connections: connections, Progress: func(string) {},
					})
					if err != nil {
						t.Fatal(err)
					}
					checkBytes(t, b, wantKept(step, "GET /drivers/{id}/busy", hits))
				})
			}
		})
	}
}

// checkBytes requires that of all hits, kept left their connection, and the misses
// nothing.
func checkBytes(t *testing.T, b *census.Bytes, kept int) {
	t.Helper()
	before, after := b.AfterControl, b.AfterAll
	if b.Control.Good != b.Control.Sent || b.Test.Good != b.Test.Sent || b.Restless {
		t.Errorf("%+v, %+v, restless %v; want good answers only, and rest", b.Control, b.Test, b.Restless)
	}
	if before.Connections != b.AtFirst.Connections || before.Goroutines != b.AtFirst.Goroutines {
		t.Errorf("misses left something: %+v, then %+v", b.AtFirst, before)
	}
	if got := after.Connections - before.Connections; got != kept {
		t.Errorf("%d hits keep %d connections; want %d", b.Test.Sent, got, kept)
	}
	if got := after.Goroutines - before.Goroutines; got != kept {
		t.Errorf("%d hits keep %d goroutines; want %d", b.Test.Sent, got, kept)
	}
	// A connection's read buffer alone is 4 KiB. What the runtime and the agentless
	// service keep for themselves is much less.
	got, least, most := after.Heap-before.Heap, int64(kept*4<<10), int64(kept*12<<10+256<<10)
	if got > most || kept > 0 && got < least {
		t.Errorf("%d hits leave %d bytes in the heap; want %d to %d", b.Test.Sent, got, least, most)
	}
}
