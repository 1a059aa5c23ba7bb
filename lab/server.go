package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"example.com/metricsworkshop/internal/collector"
	"example.com/metricsworkshop/internal/statsdserver"
	"example.com/metricsworkshop/lab/bench"
	"example.com/metricsworkshop/lab/delay"
	"example.com/metricsworkshop/lab/mysql"
)

// A server is what a service talks to.
type server struct {
	options     serveOptions
	out         io.Writer
	connections func() int // to the database; nil without one
	gauges      *bench.Gauges
	statsd      *statsdserver.Server // nil if not wanted
	collector   *collector.Collector // nil if not wanted
	closers     []func() error       // in the order in which they were started
}

// start starts the parts that are wanted, and says where they are. What it has
// started is close's to end, also after an error.
func (s *server) start() error {
	for _, part := range []struct {
		wanted string
		start  func() error
	}{
		{s.options.mysql, s.startMySQL},
		{s.options.proxy, s.startProxy},
		{s.options.statsd, s.startStatsD},
		{s.options.collector, s.startCollector},
	} {
		if part.wanted == "" {
			continue
		}
		if err := part.start(); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(s.out, "serving")
	return err
}

// close ends what start has started, the last one first. Nothing that a part says
// at its end matters to whoever stops the lab.
func (s *server) close() {
	for len(s.closers) > 0 {
		last := len(s.closers) - 1
		s.closers[last]()
		s.closers = s.closers[:last]
	}
}

// startMySQL starts the embedded database, behind the proxy if it is to be slow.
func (s *server) startMySQL() error {
	addr := s.options.mysql
	if s.options.delay > 0 {
		addr = "127.0.0.1:0"
	}
	db, err := mysql.StartLimited(addr, s.options.maxConnections)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, db.Close)
	if s.options.delay > 0 {
		return s.startDelay(s.options.mysql, db.DSN())
	}
	s.connections = db.Connections
	s.say("ready", "database "+db.DSN())
	return nil
}

// startProxy starts the proxy to a database of the user's.
func (s *server) startProxy() error {
	return s.startDelay(s.options.proxy, os.Getenv("ORDERS_DSN"))
}

// startDelay starts the proxy on addr to the database of dsn.
func (s *server) startDelay(addr, dsn string) error {
	network, target, err := mysql.Target(dsn)
	if err != nil {
		return err
	}
	proxy, err := delay.Start(addr, network, target, s.options.delay)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, proxy.Close)
	s.connections = proxy.Connections
	through, err := mysql.Through(dsn, proxy.Addr())
	if err != nil {
		return err
	}
	s.say("ready", "database "+through)
	return nil
}

// startStatsD starts a StatsD server, which flushes once a load and not by itself.
func (s *server) startStatsD() error {
	if err := checkLoopback(s.options.statsd); err != nil {
		return fmt.Errorf("StatsD server: %w", err)
	}
	s.gauges = &bench.Gauges{}
	statsd, err := statsdserver.Listen(s.options.statsd, statsdserver.Options{OnDatagram: s.gauges.Datagram})
	if err != nil {
		return fmt.Errorf("%w; stop what uses the port, or let the system pick a free one with -statsd-addr 127.0.0.1:0", err)
	}
	s.closers = append(s.closers, statsd.Close)
	s.statsd = statsd
	s.say("ready", "statsd "+statsd.Addr())
	return nil
}

// startCollector starts the stand-in for New Relic's collector.
func (s *server) startCollector() error {
	if err := checkLoopback(s.options.collector); err != nil {
		return fmt.Errorf("collector: %w", err)
	}
	listener, err := net.Listen("tcp", s.options.collector)
	if err != nil {
		return fmt.Errorf("collector: %w; stop what uses the port, or let the system pick a free one with -collector-addr 127.0.0.1:0", err)
	}
	s.collector = collector.New(collector.Options{})
	server := &http.Server{
		Handler:           s.collector,
		ReadHeaderTimeout: 5 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // an agent that hangs up is no news
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	s.closers = append(s.closers, func() error {
		return errors.Join(server.Close(), <-served)
	})
	s.say("ready", "collector http://"+listener.Addr().String())
	return nil
}

// checkLoopback keeps what asks for no password on this machine.
func checkLoopback(addr string) error {
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return fmt.Errorf("address %q: %w; write host:port, such as 127.0.0.1:0", addr, err)
	}
	if !tcp.IP.IsLoopback() {
		return fmt.Errorf("address %q is not loopback: use 127.0.0.1:0", addr)
	}
	return nil
}
