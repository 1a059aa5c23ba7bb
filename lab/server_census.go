package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"example.com/metricsworkshop/lab/census"
)

// lineup asks each of a service's lookups as often as the others and prints what
// the service and its database keep of each. The error says why that cannot be; it
// ends the lab, which nobody needs for anything else then.
func (s *server) lineup(ctx context.Context, args []string) error {
	o := census.LineUpOptions{Connections: s.connections, Progress: s.progress}
	order := ""
	flags := flag.NewFlagSet("lineup", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.IntVar(&o.Requests, "n", 0, "")
	flags.StringVar(&order, "order", "", "")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("lineup: %w", err)
	}
	o.URL = flags.Arg(0)
	if order != "" {
		o.Order = strings.Split(order, ",")
	}
	if s.connections == nil {
		return errNoDatabase
	}
	none := s.options.noStatsD
	if s.gauges != nil {
		o.Gauge = s.gauges.Latest
		none = "none came: send <key>.goroutines (task 2.2)"
	}
	report, err := census.TakeLineUp(ctx, o)
	if ctx.Err() != nil {
		return nil // stopped, and nobody reads any more
	}
	if err != nil {
		return err
	}
	return s.printTable(func(w io.Writer) error { return report.WriteTable(w, none) })
}

// bytes asks one of a service's routes often and prints where the bytes are then.
// Its error is as lineup's.
func (s *server) bytes(ctx context.Context, args []string) error {
	o := census.BytesOptions{Connections: s.connections, Progress: s.progress}
	flags := flag.NewFlagSet("bytes", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.IntVar(&o.Requests, "n", 0, "")
	flags.BoolVar(&o.Receipts, "receipts", false, "")
	flags.StringVar(&o.Debug, "debug", "", "")
	flags.IntVar(&o.PID, "pid", 0, "")
	flags.IntVar(&o.DatabasePID, "db-pid", 0, "")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("bytes: %w", err)
	}
	o.URL = flags.Arg(0)
	if s.connections == nil {
		return errNoDatabase
	}
	if s.options.mysql != "" {
		o.DatabaseHere, o.DatabasePID = true, os.Getpid()
	}
	report, err := census.TakeBytes(ctx, o)
	if ctx.Err() != nil {
		return nil // stopped, and nobody reads any more
	}
	if err != nil {
		return err
	}
	return s.printTable(report.WriteTable)
}

var errNoDatabase = errors.New("there is no database to look at; start it with -mysql or -proxy")

func (s *server) progress(text string) { s.say("progress", text) }

// printTable prints a table, and that it was the last.
func (s *server) printTable(write func(io.Writer) error) error {
	var b strings.Builder
	b.WriteString("\n") // below the progress
	if err := write(&b); err != nil {
		return err
	}
	s.say("print", strings.TrimSuffix(b.String(), "\n"))
	_, err := fmt.Fprintln(s.out, "done")
	return err
}
