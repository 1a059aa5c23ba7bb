package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/collector"
	"example.com/metricsworkshop/internal/statsdserver"
	"example.com/metricsworkshop/lab/bench"
	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/load"
)

// load puts load on a service and prints what came of it. A load that cannot be
// is the user's to read, and does not end the session; the error is a wrong command.
func (s *session) load(ctx context.Context, args []string) error {
	o := s.benchOptions()
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.IntVar(&o.Load.Rate, "rate", 0, "")
	flags.DurationVar(&o.Load.For, "for", 0, "")
	flags.IntVar(&o.Load.Requests, "requests", 0, "")
	flags.IntVar(&o.Load.Hits, "hits", 0, "")
	flags.StringVar(&o.Load.Lookup, "lookup", "", "")
	flags.IntVar(&o.Load.Receipts, "receipts", 0, "")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("load: %w", err)
	}
	o.Load.URL = flags.Arg(0)
	if s.connections == nil {
		return fmt.Errorf("load: %w", errNoDatabase)
	}
	return s.inTurn(ctx, func(turn *turn) error {
		turn.is(live.LoadRequest{Rate: o.Load.Rate, Hits: o.Load.Hits, Lookup: o.Load.Lookup, Seconds: inSeconds(o.Load)})
		o.Until, o.Phase = turn.until, turn.phase
		if s.statsd != nil {
			s.statsd.Flush() // what came before is not of this load
		}
		report, err := bench.Run(ctx, o)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return s.say("print", fmt.Sprintf("the load did not run: %v", err))
		}
		return s.printReport(ctx, report)
	})
}

// inTurn calls do while no other load or measurement runs, and says that the command
// is over. If one runs, it only says so. When ctx is done it says nothing more:
// nobody reads it.
func (s *session) inTurn(ctx context.Context, do func(*turn) error) error {
	turn := s.turns.begin(ownerTerminal)
	if turn == nil {
		s.say("print", "a load is running already: stop it on the page, or wait until it is over")
		return s.done()
	}
	if s.stops.now() {
		turn.stop()
	}
	err := do(turn)
	turn.end("")
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	return s.done()
}

// benchOptions are what all loads of the terminal have in common.
func (s *session) benchOptions() bench.Options {
	return bench.Options{Connections: s.connections, Gauges: s.gauges, Progress: s.progress}
}

// inSeconds is how long the load lasts, in whole seconds; 0 if it makes no sense.
func inSeconds(o load.Options) int {
	if o.Rate <= 0 {
		return 0
	}
	return int((o.Duration() + time.Second - 1) / time.Second)
}

// printReport prints all that is known after a load.
func (s *session) printReport(ctx context.Context, r *bench.Report) error {
	goroutines := s.options.noStatsD
	if s.statsd != nil {
		goroutines = "none came: send <key>.goroutines (task 2.2)"
	}
	var b strings.Builder
	b.WriteString("\n") // below the progress
	r.WriteTable(&b, goroutines)
	if s.statsd != nil {
		writeBadLines(&b, s.statsd.Flush())
	}
	if s.collector != nil {
		s.writeRows(ctx, &b)
	}
	return s.say("print", strings.TrimSuffix(b.String(), "\n"))
}

// badLines is how many bad lines are shown of those that are counted.
const badLines = 3

// writeBadLines says which lines the StatsD server did not understand.
func writeBadLines(w io.Writer, f statsdserver.Flush) {
	if f.BadTotal() == 0 {
		return
	}
	fmt.Fprintf(w, "\nthe StatsD server refused %d values; the first of them:\n", f.BadTotal())
	for _, bad := range f.Bad[:min(len(f.Bad), badLines)] {
		fmt.Fprintf(w, "  %q: %s\n", bad.Line, bad.Reason)
	}
}

// The agent sends its spans once a second, so the rows are complete when none has
// changed for longer than that.
const (
	rowsEvery   = 500 * time.Millisecond
	rowsAlike   = 5
	rowsTimeout = 15 * time.Second
)

// writeRows writes the table of New Relic once it no longer changes, if there is
// any row in it, and what was wrong in what the agent sent.
func (s *session) writeRows(ctx context.Context, w io.Writer) {
	if len(s.collector.Runs()) == 0 {
		return // no agent has connected
	}
	s.say("progress", "waiting for the agent's last report")
	ctx, cancel := context.WithTimeout(ctx, rowsTimeout)
	defer cancel()
	rows, same := s.collector.LiveRows(), 0
	for same < rowsAlike && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(rowsEvery):
		}
		now := s.collector.LiveRows()
		if calls(now) == calls(rows) {
			same++
		} else {
			same = 0
		}
		rows = now
	}
	if len(rows) > 0 {
		fmt.Fprint(w, "\nNew Relic's view of the database, from the agent's segments:\n\n")
		collector.WriteTable(w, rows)
	} else {
		fmt.Fprintln(w, "\nThe agent reported no segment: tasks 3.1 and 3.2 make them.")
	}
	for _, problem := range s.collector.Problems() {
		fmt.Fprintf(w, "the agent: %s\n", problem)
	}
}

// calls is how many calls the rows have.
func calls(rows []collector.Row) int {
	n := 0
	for _, r := range rows {
		n += r.Calls
	}
	return n
}
