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
)

// load puts load on a service and prints what came of it. A load that cannot be
// is the user's to read, and does not end the lab; the error is a wrong command.
func (s *server) load(ctx context.Context, args []string) error {
	o := bench.Options{
		Connections: s.connections,
		Gauges:      s.gauges,
		Progress:    func(text string) { s.say("progress", text) },
	}
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
		return fmt.Errorf("load: there is no database to look at; start it with -mysql or -proxy")
	}
	if s.statsd != nil {
		s.statsd.Flush() // what came before is not of this load
	}

	report, err := bench.Run(ctx, o)
	switch {
	case ctx.Err() != nil:
		return nil // stopped, and nobody reads any more
	case err != nil:
		s.say("print", fmt.Sprintf("the load did not run: %v", err))
	default:
		s.printReport(ctx, report)
	}
	_, err = fmt.Fprintln(s.out, "done")
	return err
}

// printReport prints all that is known after a load.
func (s *server) printReport(ctx context.Context, r *bench.Report) {
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
	s.say("print", strings.TrimSuffix(b.String(), "\n"))
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
func (s *server) writeRows(ctx context.Context, w io.Writer) {
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
