package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"regexp"
	"slices"
	"time"

	"example.com/metricsworkshop/internal/loadlimits"
	"example.com/metricsworkshop/lab/bench"
	"example.com/metricsworkshop/lab/compare"
	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/load"
	"example.com/metricsworkshop/lab/procmem"
)

// sideBefore is how long before its load the samples of a side begin.
const sideBefore = 2 * time.Second

// labels are names that fit a column.
var labels = regexp.MustCompile(`^[a-z][a-z0-9-]{0,11}$`)

// side does one side of a comparison: lookups that all find a busy driver, as many as
// -hits says, or as make -target goroutines of a service that leaks one for each. It
// prints the result, and keeps it for compare. A side that cannot be is the user's to
// read, and has no result; the error is a wrong command.
func (s *session) side(ctx context.Context, args []string) error {
	o := bench.SideOptions{Options: s.benchOptions()}
	flags := flag.NewFlagSet("side", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.Label, "label", "", "")
	flags.IntVar(&o.Load.Rate, "rate", 0, "")
	flags.IntVar(&o.Target, "target", 0, "")
	flags.IntVar(&o.Hits, "hits", 0, "")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("side: %w", err)
	}
	o.Load.URL = flags.Arg(0)
	switch {
	case !labels.MatchString(o.Label):
		return fmt.Errorf("side: the label is %q; write up to 12 small letters, digits and dashes, as in -label leaky", o.Label)
	case (o.Target > 0) == (o.Hits > 0) || o.Target < 0 || o.Hits < 0:
		return fmt.Errorf("side: -target is %d and -hits %d; one of the two says how many lookups there are", o.Target, o.Hits)
	case s.connections == nil:
		return fmt.Errorf("side: %w", errNoDatabase)
	case s.statsd == nil:
		return fmt.Errorf("side: there is no StatsD server that could hear the service's gauges; start it with -statsd")
	}
	s.startRecorder()
	return s.inTurn(ctx, func(turn *turn) error { return s.runSide(ctx, turn, o) })
}

// runSide is side for the turn.
func (s *session) runSide(ctx context.Context, turn *turn, o bench.SideOptions) error {
	service := s.hub.now()
	if service.URL != o.Load.URL {
		service = live.Service{Name: o.Load.URL} // nobody has told us of it
	}
	seconds := loadlimits.Duration(max(o.Load.Rate, 1), max(o.Target, o.Hits)).Seconds()
	turn.is(live.LoadRequest{Rate: o.Load.Rate, Hits: 100, Lookup: loadlimits.Busy, Seconds: int(seconds)})
	turn.side = o.Label
	side := live.Side{Label: o.Label, Service: service.Name}
	done := &live.Done{}
	atRest := []**int64{&done.RSSBefore, &done.RSSAfter}
	o.AtRest = func() {
		*atRest[0] = residentSize(ctx, service.PID)
		atRest = atRest[1:]
	}
	o.Until = turn.until
	o.Phase = func(p bench.Phase, l *load.Load) {
		switch p {
		case bench.Running:
			side.Began = time.Now().UnixMilli()
			s.store.SetVerdict("") // which was of other sides
			s.store.SetSide(side)
		case bench.RestAfter:
			side.Ended = time.Now().UnixMilli()
			s.store.SetSide(side)
		}
		turn.phase(p, l)
	}
	report, hits, err := bench.RunSide(ctx, o)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return s.say("print", fmt.Sprintf("%s did not run: %v", o.Label, err))
	}
	fill(done, report, hits)
	s.awaitSample(ctx)
	side.Result, side.Samples = done, s.samplesSince(side.Began-sideBefore.Milliseconds(), service.PID)
	s.store.SetSide(side)
	s.sides.add(compare.Side{Side: side, AtOnce: report.Load.AtOnce})
	return s.say("result", encode(done))
}

// fill writes into done what came of a side that was to send so many lookups.
func fill(done *live.Done, r *bench.Report, hits int) {
	all := r.Load.All
	done.Hits, done.Sent, done.Good = r.Load.BusyHits, all.Sent, all.Good
	done.GoodRate, done.Rate = r.Load.GoodRate, r.Load.Rate
	done.P50, done.P99, done.Max = milliseconds(all.P50), milliseconds(all.P99), milliseconds(all.Max)
	done.GoroutinesBefore, done.GoroutinesAfter = r.Goroutines.Before, r.Goroutines.AtRest
	done.ConnectionsBefore, done.ConnectionsAfter = r.Connections.Before, r.Connections.AtRest
	done.Restless = r.Restless
	if all.Sent < hits {
		done.Trouble = append(done.Trouble, fmt.Sprintf("it was stopped after %d of %d lookups", all.Sent, hits))
	}
	if r.Load.Trouble != "" {
		done.Trouble = append(done.Trouble, "the first lookup without an answer: "+r.Load.Trouble)
	}
	for _, route := range r.Load.Routes {
		for status, n := range route.Statuses {
			if status != 0 && status != 200 {
				done.Trouble = append(done.Trouble, fmt.Sprintf("%d answers with status %d", n, status))
			}
		}
	}
	slices.Sort(done.Trouble)
}

// residentSize is procmem's, nil if it is not to be had.
func residentSize(ctx context.Context, pid int) *int64 {
	size := procmem.ResidentSize(ctx, pid)
	if size == procmem.Unknown {
		return nil
	}
	return &size
}
