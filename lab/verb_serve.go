package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"
)

// runServe runs what a service talks to, as far as the flags name it, until ctx
// is done or stdin ends. The latter is how the parent stops it on every system,
// Windows included, and why it does not outlive a parent that crashed.
//
// Each line that it prints begins with a word for the parent:
//
//	ready NAME VALUE   where database, statsd or collector are
//	serving            all are ready
//	progress TEXT      how far the load is; each takes the place of the one before
//	print TEXT         a line for the user
//	done               the command is over
//
// It takes commands on stdin, a line each, and does one after the other. A load ends
// after a time or after a number of requests; -lookup makes it of one lookup alone:
//
//	load -rate N (-for D | -requests N) -hits PERCENT [-lookup NAME | -receipts PERCENT] URL
//	lineup -n N [-order NAME,NAME,NAME,NAME] URL
//	bytes -n N [-receipts] -debug URL -pid PID [-db-pid PID] URL
//
// The last two measure what a service keeps; the lab ends if they cannot.
func runServe(ctx context.Context, args []string, std streams) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	var o serveOptions
	flags.StringVar(&o.mysql, "mysql", "", "run the embedded MySQL on this loopback `host:port`")
	flags.StringVar(&o.proxy, "proxy", "", "run a proxy on this loopback `host:port`, to the database that ORDERS_DSN names")
	flags.IntVar(&o.maxConnections, "mysql-connections", 0, "let the embedded MySQL refuse more than `n` connections, with error 1040; 0 for no limit")
	flags.DurationVar(&o.delay, "delay", 0, "make a round trip to the database longer by this `duration`")
	flags.StringVar(&o.statsd, "statsd", "", "run a StatsD server on this loopback `host:port`")
	flags.StringVar(&o.noStatsD, "no-statsd", "no StatsD server", "`why` there is none, for the table of a load")
	flags.StringVar(&o.collector, "collector", "", "run the stand-in for New Relic's collector on this loopback `host:port`")
	if err := parseFlags(flags, args, std); err != nil {
		return err
	}
	if o.mysql != "" && o.proxy != "" {
		return usageError(flags, std, errors.New("-mysql and -proxy are two databases: one is enough"))
	}
	if o.maxConnections < 0 || o.maxConnections > 0 && o.mysql == "" {
		return usageError(flags, std, errors.New("-mysql-connections is the limit of the embedded MySQL: 0 or more, with -mysql"))
	}

	s := &server{options: o, out: std.out}
	defer s.close()
	if err := s.start(); err != nil {
		return err
	}
	return s.commands(ctx, std.in)
}

type serveOptions struct {
	mysql, proxy, statsd, collector string // addresses; empty for those that are not wanted
	delay                           time.Duration
	noStatsD                        string
	maxConnections                  int // of the embedded MySQL; 0 for no limit
}

// commands does what stdin says until that ends or ctx is done. A command that
// runs then is stopped, and waited for.
func (s *server) commands(ctx context.Context, in io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lines := make(chan string, 16) // commands that wait for the one that runs
	go func() {
		// Reading goes on meanwhile, to see the end.
		defer cancel()
		for scanner := bufio.NewScanner(in); scanner.Scan(); {
			select {
			case lines <- scanner.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return nil
		case line := <-lines:
			if err := s.command(ctx, line); err != nil {
				return err
			}
		}
	}
}

// command does what one line says.
func (s *server) command(ctx context.Context, line string) error {
	name, args, _ := strings.Cut(line, " ")
	switch name {
	case "load":
		return s.load(ctx, strings.Fields(args))
	case "lineup":
		return s.lineup(ctx, strings.Fields(args))
	case "bytes":
		return s.bytes(ctx, strings.Fields(args))
	}
	return fmt.Errorf("there is no command %q on stdin; there are load, lineup and bytes", line)
}

// say prints lines for the parent.
func (s *server) say(word, text string) {
	for line := range strings.Lines(text + "\n") {
		fmt.Fprintln(s.out, strings.TrimRight(word+" "+line, " \n"))
	}
}
