package main

import (
	"context"
	"io"
	"sync"

	"example.com/metricsworkshop/internal/collector"
	"example.com/metricsworkshop/internal/statsdserver"
	"example.com/metricsworkshop/lab/bench"
	"example.com/metricsworkshop/lab/dashboard"
	"example.com/metricsworkshop/lab/forward"
	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/load"
)

// A server is what a service talks to, and what watches it.
type server struct {
	options     serveOptions
	parent      *session   // on stdin and stdout
	connections func() int // to the database; nil without one
	pinged      pinged     // the database, as it is asked whether it is there
	gauges      *bench.Gauges
	statsd      *statsdserver.Server // nil if not wanted
	forwarder   *forward.Forwarder   // nil if not wanted
	collector   *collector.Collector // nil if not wanted
	page        *dashboard.Server    // nil if not wanted
	closers     []func() error       // in the order in which they were started

	store    *live.Store
	hub      *hub
	turns    *turns
	pageLoad *pageLoad
	watch    watch
	sides    sides

	readyMu sync.Mutex
	ready   []string // what is ready, and where, in the order of the start
}

// newServer returns a server of which nothing is started. It says on out what is.
func newServer(o serveOptions, out io.Writer) *server {
	s := &server{options: o, store: live.NewStore(live.Options{})}
	s.parent = &session{server: s, out: out}
	s.hub = &hub{parent: s.parent, show: s.showService, shown: live.Service{State: live.ServiceNone}}
	s.turns = newTurns(s.store, s.watch.setQuiet)
	s.pageLoad = newPageLoad(s.turns, s.awaitRest)
	return s
}

// awaitRest waits until a service is at rest after the load l of the page.
func (s *server) awaitRest(ctx context.Context, l *load.Load) {
	o := bench.Options{Connections: s.connections, Gauges: s.gauges}
	if o.Connections == nil {
		o.Connections = func() int { return bench.Unknown }
	}
	bench.Rest(ctx, o, l)
}

// start starts the parts that are wanted, and says where they are. What it has
// started is close's to end, also after an error.
func (s *server) start() error {
	for _, part := range []struct {
		wanted bool
		start  func() error
	}{
		{s.options.mysql != "", s.startMySQL},
		{s.options.proxy != "", s.startProxy},
		{s.options.forward != "", s.startForwarder},
		{s.options.statsd != "", s.startStatsD},
		{s.options.collector != "", s.startCollector},
		{s.options.page != "", s.startPage},
		{s.options.control, s.startControl},
	} {
		if !part.wanted {
			continue
		}
		if err := part.start(); err != nil {
			return err
		}
	}
	s.showPartsOff()
	return s.parent.say("serving", "")
}

// sayReady tells the parent, and later all others, that a part is ready.
func (s *server) sayReady(name, value string) {
	r := name + " " + value
	s.readyMu.Lock()
	s.ready = append(s.ready, r)
	s.readyMu.Unlock()
	s.parent.say("ready", r)
}

// readyParts is all that sayReady was told.
func (s *server) readyParts() []string {
	s.readyMu.Lock()
	defer s.readyMu.Unlock()
	return s.ready[:len(s.ready):len(s.ready)]
}

// close ends what start has started, the last one first: those who ask for something
// before those who do it. Nothing that a part says at its end matters to whoever stops
// the lab.
func (s *server) close() {
	s.turns.close()
	s.pageLoad.close()
	for len(s.closers) > 0 {
		last := len(s.closers) - 1
		s.closers[last]()
		s.closers = s.closers[:last]
	}
	s.watch.close()
}

// startControl starts the second way in.
func (s *server) startControl() error {
	c, err := startControl(s)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, c.close)
	s.sayReady("control", c.listener.Addr().String()+" "+c.token)
	return nil
}

// showService shows the service on the page, and tells those who follow it.
func (s *server) showService(service live.Service) {
	s.store.SetService(service)
	s.pageLoad.follow(service)
	s.watch.follow(service)
}
