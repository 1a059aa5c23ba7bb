package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/collector"
	"example.com/metricsworkshop/internal/statsdserver"
	"example.com/metricsworkshop/lab/bench"
	"example.com/metricsworkshop/lab/forward"
	"example.com/metricsworkshop/lab/live"
)

// startForwarder starts what copies the datagrams to another StatsD server.
func (s *server) startForwarder() error {
	show := func(up bool, note string) {
		part := live.Part{Name: "statsd-forward", State: live.PartUp, Where: s.options.forward, Note: note}
		text := "the StatsD server that gets the copies is back"
		if !up {
			part.State, text = live.PartGone, "the StatsD server that gets the copies is gone"
		}
		s.store.SetPart(part)
		s.store.AddMark(live.MarkPart, text)
	}
	forwarder, err := forward.Start(s.options.forward, show)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, forwarder.Close)
	s.forwarder = forwarder
	s.showPart("statsd-forward", s.options.forward)
	return nil
}

// startStatsD starts a StatsD server, which flushes once a load and not by itself.
func (s *server) startStatsD() error {
	if err := checkLoopback(s.options.statsd); err != nil {
		return fmt.Errorf("StatsD server: %w", err)
	}
	s.gauges = &bench.Gauges{}
	statsd, err := statsdserver.Listen(s.options.statsd, statsdserver.Options{OnDatagram: s.datagram})
	if err != nil {
		return fmt.Errorf("%w; stop what uses the port, or let the system pick a free one with -statsd-addr 127.0.0.1:0", err)
	}
	s.closers = append(s.closers, statsd.Close)
	if s.forwarder != nil && s.forwarder.Addr() == statsd.Addr() {
		return fmt.Errorf("StatsD server: -statsd-forward %s is the lab's own address: name another server", s.options.forward)
	}
	s.statsd = statsd
	s.sayReady("statsd", statsd.Addr())
	s.showPart("statsd", statsd.Addr())
	return nil
}

// datagram passes one on to all who want it.
func (s *server) datagram(datagram []byte) {
	s.gauges.Datagram(datagram)
	s.watch.datagram(datagram)
	if s.forwarder != nil {
		s.forwarder.Datagram(datagram)
	}
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
	s.collector = collector.New(collector.Options{Keep: collectorKeeps})
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
	url := "http://" + listener.Addr().String()
	s.sayReady("collector", url)
	s.showPart("collector", url)
	return nil
}

// collectorKeeps is how many segments the collector keeps: more than an agent sends
// in one report. What is shown of them is shown at once, and the table of the
// database, which counts them all, does not need them.
const collectorKeeps = 5_000

// showPart shows a part that is up.
func (s *server) showPart(name, where string) {
	s.store.SetPart(live.Part{Name: name, State: live.PartUp, Where: where})
}

// showPartsOff shows whose the parts are that are not the lab's.
func (s *server) showPartsOff() {
	off := func(name, where string) {
		s.store.SetPart(live.Part{Name: name, State: live.PartOff, Where: strings.Trim(where, "()")})
	}
	if s.connections == nil {
		off("database", "no database")
	}
	if s.statsd == nil {
		off("statsd", s.options.noStatsD)
	}
	if s.collector == nil {
		off("collector", cmp.Or(s.options.noCollector, "no stand-in for New Relic's collector"))
	}
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
