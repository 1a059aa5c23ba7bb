package main

import (
	"database/sql"
	"fmt"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/evidence"
	"example.com/metricsworkshop/internal/statsdtest"
	"example.com/metricsworkshop/internal/verdict"
)

// TestPool proves task 5.4, in three goals: the pool tells how it is, it has a
// limit, and the same load was put on the service before and after the fix.
func TestPool(t *testing.T) {
	goals := []struct {
		name  string
		check func(t *testing.T)
	}{
		{"goal 1 of 3", poolTells},
		{"goal 2 of 3", poolHasLimit},
		{"goal 3 of 3", evidence.CheckMeasurements},
	}
	for _, goal := range goals {
		if !t.Run(goal.name, goal.check) {
			return
		}
	}
}

// poolGauges are the three gauges, and a state of the pool that tells each from
// every other number in it.
var (
	poolState  = sql.DBStats{MaxOpenConnections: 60, OpenConnections: 7, InUse: 4, Idle: 3, WaitCount: 19, WaitDuration: time.Hour, MaxIdleClosed: 5}
	poolGauges = []struct {
		key   string
		value float64
		tells string
	}{
		{"db.in_use", 4, "goroutines told of this leak by accident, because the driver keeps one for each connection. The pool's gauges tell of it with any driver"},
		{"db.open", 7, "the open connections are what the database counts: when all of its own are taken, nobody else gets in"},
		{"db.wait_count", 19, "behind a limit a leak shows as waiting: in use stays where the limit is, and only this one goes on growing"},
	}
)

func poolTells(t *testing.T) {
	v := verdict.For(t, "5.4")
	lines := useStatsD(t)
	called := "sendPoolGauges, of a pool with 4 connections in use, 3 idle, and 19 waits so far"
	for _, again := range []bool{false, true} { // the second time must say the same, and not add to it
		sendPoolGauges(poolState)
		got := lines()
		sent := parse(got)
		for _, gauge := range poolGauges {
			value, ok := find(sent, gauge.key, "g")
			_, isTime := find(sent, gauge.key, "ms")
			finding := verdict.Finding{Called: called, Got: shown(got), Want: fmt.Sprintf("%s:%.0f|g among them", gauge.key, gauge.value)}
			switch {
			case !ok && sum(sent, gauge.key) > 0:
				finding.Why = fmt.Sprintf("a gauge is a state, and the last one counts; a counter would add these %.0f to the %.0f of a second ago", gauge.value, gauge.value)
			case !ok && isTime:
				finding.Why = "a number of connections is no time: StatsD would draw its median and its 99th percentile"
			case !ok && again:
				finding.Why = "a gauge that is sent only when it changes is no longer there when somebody looks: send it every time"
			case !ok && slices.ContainsFunc(sent, isOther):
				finding.Why = "a graph asks for a key to the letter: under another name nobody finds it"
			case !ok:
				finding.Why = gauge.tells
			case value != gauge.value && again:
				finding.Why = "the same pool must say the same again: a gauge is what is, and not what has come since the last one"
			case value != gauge.value:
				finding.Why = "this is another of the pool's numbers: see go doc database/sql.DBStats"
			default:
				continue
			}
			v.Wrong(finding)
		}
		if !v.OK() {
			return
		}
		called += ", for the second time"
	}
	poolTellsAgain(t)
}

// isOther reports whether a line is none of the three gauges, by its key.
func isOther(line statsdtest.Line) bool {
	for _, gauge := range poolGauges {
		if line.Key == gauge.key {
			return false
		}
	}
	return true
}

func poolHasLimit(t *testing.T) {
	v := verdict.For(t, "5.4")
	for _, tt := range []struct {
		name, setting string
		from, to      int
		want, why     string
	}{
		{"without ORDERS_MAX_OPEN", "", 10, 140, "a limit from 10 to 140: MySQL has 151 connections, for all who want one",
			"without a limit one service takes all that the database has, and nobody else gets in, not even the one who wants to see why: defaultMaxOpen in main.go"},
		{"with ORDERS_MAX_OPEN=5", "5", 5, 5, "5", "who runs the service decides; the default is for who has not"},
		{"with ORDERS_MAX_OPEN=0", "0", 0, 0, "0, no limit", "who runs the service decides, for the experiments too"},
	} {
		finding := verdict.Finding{Called: "openDB " + tt.name, Want: tt.want, Why: tt.why}
		db, err := openDB(testEnv("ORDERS_MAX_OPEN="+tt.setting), discard)
		if err != nil {
			finding.Got = err.Error()
			v.Wrong(finding)
			continue
		}
		db.Close()
		limit := db.Stats().MaxOpenConnections
		if tt.from <= limit && limit <= tt.to {
			continue
		}
		finding.Got = fmt.Sprintf("a limit of %d (0: none)", limit)
		switch {
		case tt.setting == "" && limit > tt.to:
			finding.Why = "the database has 151 for all its clients: where another instance of the service and somebody's shell do not fit beside this one, it refuses before the limit holds"
		case tt.setting == "" && limit > 0:
			finding.Why = "so few are a bottleneck on any good day: the limit is for the bad one"
		}
		v.Wrong(finding)
	}
}

// poolTellsAgain starts the sender, waits until it has sent twice, and stops it.
func poolTellsAgain(t *testing.T) {
	lines := useStatsD(t)
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	db, err := openDB(testEnv(), discard) // a pool needs no database to tell how it is
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	stop := startPoolGauges(db, time.Millisecond)
	defer stop()
	sent, giveUp := 0, time.Now().Add(time.Minute)
	for sent < 2 {
		for _, m := range parse(lines()) {
			if m.Key == "db.open" {
				sent++
			}
		}
		if time.Now().After(giveUp) {
			t.Fatal("startPoolGauges, every millisecond, has not sent db.open twice within a minute")
		}
	}
}
