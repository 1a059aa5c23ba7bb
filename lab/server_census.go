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
func (s *session) lineup(ctx context.Context, args []string) error {
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
	return s.measure(ctx, func(ctx context.Context, w io.Writer) error {
		report, err := census.TakeLineUp(ctx, o)
		if err != nil {
			return err
		}
		return report.WriteTable(w, none)
	})
}

// bytes asks one of a service's routes often and prints where the bytes are then.
// Its error is as lineup's.
func (s *session) bytes(ctx context.Context, args []string) error {
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
	return s.measure(ctx, func(ctx context.Context, w io.Writer) error {
		report, err := census.TakeBytes(ctx, o)
		if err != nil {
			return err
		}
		return report.WriteTable(w)
	})
}

var errNoDatabase = errors.New("there is no database to look at; start it with -mysql or -proxy")

// measure calls take, which writes a table, while nobody else asks the service for
// anything, and prints the table. The error is take's.
func (s *session) measure(ctx context.Context, take func(context.Context, io.Writer) error) error {
	return s.inTurn(ctx, func(turn *turn) error {
		turn.keepCalm(true)
		measuring, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(turn.until, cancel)()
		var table strings.Builder
		table.WriteString("\n") // below the progress
		err := take(measuring, &table)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case turn.until.Err() != nil:
			return s.say("print", "it was stopped before there was anything to print")
		case err != nil:
			return err
		}
		return s.say("print", strings.TrimSuffix(table.String(), "\n"))
	})
}
