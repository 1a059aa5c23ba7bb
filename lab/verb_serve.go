package main

import (
	"context"
	"errors"
	"flag"
	"time"
)

// runServe runs what a service talks to, as far as the flags name it, until ctx
// is done or stdin ends. The latter is how the parent stops it on every system,
// Windows included, and why it does not outlive a parent that crashed.
//
// It speaks with its parent on stdin and stdout, in the lines that session.go
// describes, and with -control also with others.
func runServe(ctx context.Context, args []string, std streams) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	var o serveOptions
	flags.StringVar(&o.mysql, "mysql", "", "run the embedded MySQL on this loopback `host:port`")
	flags.StringVar(&o.proxy, "proxy", "", "run a proxy on this loopback `host:port`, to the database that ORDERS_DSN names")
	flags.IntVar(&o.maxConnections, "mysql-connections", 0, "let the embedded MySQL refuse more than `n` connections, with error 1040; 0 for no limit")
	flags.DurationVar(&o.delay, "delay", 0, "make a round trip to the database longer by this `duration`")
	flags.StringVar(&o.statsd, "statsd", "", "run a StatsD server on this loopback `host:port`")
	flags.StringVar(&o.noStatsD, "no-statsd", "no StatsD server", "`why` there is none, for the table of a load")
	flags.StringVar(&o.forward, "statsd-forward", "", "send a copy of each StatsD datagram to this `host:port`")
	flags.StringVar(&o.collector, "collector", "", "run the stand-in for New Relic's collector on this loopback `host:port`")
	flags.StringVar(&o.noCollector, "no-collector", "", "`why` there is none, for the page")
	flags.StringVar(&o.page, "page", "", "serve the page on this loopback `host:port`")
	flags.BoolVar(&o.control, "control", false, "take commands on a loopback port too, from those who have its token")
	if err := parseFlags(flags, args, std); err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return usageError(flags, std, err)
	}

	s := newServer(o, std.out)
	defer s.close()
	if err := s.start(); err != nil {
		return err
	}
	return s.parent.run(ctx, std.in)
}

type serveOptions struct {
	mysql, proxy, statsd, collector, page string // addresses; empty for those that are not wanted
	forward                               string // the address of a StatsD server; empty for none
	control                               bool
	delay                                 time.Duration
	noStatsD, noCollector                 string
	maxConnections                        int // of the embedded MySQL; 0 for no limit
}

// check returns an error about flags that contradict each other.
func (o serveOptions) check() error {
	switch {
	case o.mysql != "" && o.proxy != "":
		return errors.New("-mysql and -proxy are two databases: one is enough")
	case o.maxConnections < 0 || o.maxConnections > 0 && o.mysql == "":
		return errors.New("-mysql-connections is the limit of the embedded MySQL: 0 or more, with -mysql")
	case o.forward != "" && o.statsd == "":
		return errors.New("-statsd-forward copies what the StatsD server gets: give it an address with -statsd")
	}
	return nil
}
