package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"strings"
)

// freePort is an address at which anybody can listen.
const freePort = "127.0.0.1:0"

// A place is where something of a run listens.
type place struct {
	flag, use, addr string
	network         string
	open            string // what it lets everybody do; "" if it may be reached from elsewhere
	elsewhere       string // how to use one that is elsewhere
}

// places are all of them. Those of a service matter only if there is one.
func (o runOptions) places(env *env) []place {
	if o.dir.Step.Number == 0 && o.allSteps {
		return o.labPlaces(env)
	}
	return append(o.servicePlaces(), o.labPlaces(env)...)
}

// servicePlaces are the service's own.
func (o runOptions) servicePlaces() []place {
	places := []place{{flag: "addr", use: "the service", addr: o.addr, network: "tcp"}}
	if o.wantsDebug() {
		places = append(places, place{flag: "debug-addr", use: "the debug listener", addr: o.service.debugAddr, network: "tcp"})
	}
	return places
}

// labPlaces are those of the lab.
func (o runOptions) labPlaces(env *env) []place {
	var places []place
	if o.dsn == "" || o.allSteps {
		places = append(places, place{
			flag: "db-addr", use: "the database", addr: o.dbAddr, network: "tcp",
			open:      "the workshop's own MySQL has no password",
			elsewhere: "A database elsewhere is used with -dsn",
		})
	}
	if o.wantsStatsD(env) {
		places = append(places, place{
			flag: "statsd-addr", use: "the StatsD server", addr: o.statsdAddr, network: "udp",
			open:      "the workshop's own StatsD server takes what anybody sends",
			elsewhere: "One elsewhere is used with STATSD_ADDR",
		})
	}
	if o.wantsCollector(env) {
		places = append(places, place{
			flag: "collector-addr", use: "the stand-in for New Relic", addr: o.collectorAddr, network: "tcp",
			open:      "the workshop's own collector takes what anybody sends",
			elsewhere: "New Relic itself is used with NEW_RELIC_LICENSE_KEY",
		})
	}
	if o.wantsPage() {
		places = append(places, place{
			flag: "page-addr", use: "the page", addr: o.pageAddr, network: "tcp",
			open:      "whoever sees the page can put load on the service",
			elsewhere: "From another machine it is seen through ssh -L",
		})
	}
	return places
}

// listen listens until stop is called.
func (p place) listen() (stop func() error, err error) {
	if p.network == "udp" {
		conn, err := net.ListenPacket(p.network, p.addr)
		if err != nil {
			return nil, err
		}
		return conn.Close, nil
	}
	listener, err := net.Listen(p.network, p.addr)
	if err != nil {
		return nil, err
	}
	return listener.Close, nil
}

// checkAddrs tells early, before anything is built, what cannot be listened on,
// and all of it at once.
func (o runOptions) checkAddrs(env *env) error {
	places := o.places(env)
	if err := checkTyped(places); err != nil {
		return err
	}
	return o.checkBusy(env, places)
}

// checkTyped tells which addresses nobody could listen on, or nobody should.
func checkTyped(places []place) error {
	for _, p := range places {
		if err := p.checkLoopback(); err != nil {
			return err
		}
		if _, _, err := net.SplitHostPort(p.addr); err != nil {
			return mistyped(p.flag, err)
		}
	}
	return nil
}

// checkBusy tells which addresses cannot be listened on now, and how to take others.
func (o runOptions) checkBusy(env *env, places []place) error {
	var causes, busy []string
	for _, p := range places {
		stop, err := p.listen()
		if err == nil {
			defer stop() // not at once: two addresses may be the same
			continue
		}
		if isMistyped(err) {
			return mistyped(p.flag, err)
		}
		causes = append(causes, fmt.Sprintf("%s cannot listen: %v", p.use, err))
		if p.addr != freePort { // else no other would help
			busy = append(busy, p.flag)
		}
	}
	switch {
	case causes == nil:
		return nil
	case busy == nil:
		return environmentErrorf("%s", strings.Join(causes, "\n"))
	}
	return environmentErrorf("%s\n"+
		"If something listens there already, perhaps an earlier run, stop it.\n"+
		"Or let the system pick a free port: %s", strings.Join(causes, "\n"), o.againWith(env, busy))
}

// againWith is the command as it was typed, but for the flags of busy addresses.
func (o runOptions) againWith(env *env, busy []string) string {
	for _, name := range busy {
		o.flags.Set(name, freePort) // it takes any text
	}
	command := strings.TrimSpace("go tool workshop " + env.verb.name + " " + o.step)
	o.flags.Visit(func(f *flag.Flag) {
		value := " " + f.Value.String()
		if f.Name == "dsn" {
			value = " DSN" // it may hold a password
		} else if value == " true" {
			value = ""
		}
		command += " -" + f.Name + value
	})
	return command
}

// orFree is the address, or if nobody typed it and it is taken, one that is free.
func orFree(addr string, typed bool) string {
	listener, err := net.Listen("tcp", addr)
	if err == nil {
		listener.Close()
	}
	if err == nil || typed || isMistyped(err) {
		return addr
	}
	return freePort
}

// checkLoopback keeps on this machine what lets everybody in.
func (p place) checkLoopback() error {
	if p.open == "" {
		return nil
	}
	tcp, err := net.ResolveTCPAddr("tcp", p.addr)
	if err != nil {
		return mistyped(p.flag, err)
	}
	if !tcp.IP.IsLoopback() {
		return usageErrorf("-%s: %s is not on the loopback, and %s\n"+
			"It listens on the loopback only, as in: -%[1]s %[4]s\n"+
			"%[5]s; see: go tool workshop run -h", p.flag, p.addr, p.open, freePort, p.elsewhere)
	}
	return nil
}

func mistyped(flag string, err error) error {
	return usageErrorf("-%s: %w\nIt is host:port, as in: -%s 127.0.0.1:9000", flag, err, flag)
}

// isMistyped reports whether err, of net.Listen, is about a text that stands
// for no address at all.
func isMistyped(err error) bool {
	_, listened := errors.AsType[*net.OpError](err)
	_, host := errors.AsType[*net.DNSError](err)
	_, port := errors.AsType[*net.AddrError](err)
	return !listened || host || port
}

// dialable is where to reach what listens on addr: a server on all of a
// machine's addresses is on its loopback address too.
func dialable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
