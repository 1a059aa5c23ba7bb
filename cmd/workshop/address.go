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

// checkAddrs tells early, before anything is built, what cannot be listened on,
// and all of it at once.
func (o runOptions) checkAddrs() error {
	addrs := []struct{ flag, use, addr string }{{"addr", "the service", o.addr}}
	if o.dsn == "" {
		if err := checkLoopback(o.dbAddr); err != nil {
			return err
		}
		addrs = append(addrs, struct{ flag, use, addr string }{"db-addr", "the database", o.dbAddr})
	}
	var causes, busy []string
	for _, a := range addrs {
		if _, _, err := net.SplitHostPort(a.addr); err != nil {
			return mistyped(a.flag, err)
		}
		l, err := net.Listen("tcp", a.addr)
		if err == nil {
			defer l.Close() // not at once: both addresses may be the same
			continue
		}
		if isMistyped(err) {
			return mistyped(a.flag, err)
		}
		causes = append(causes, fmt.Sprintf("%s cannot listen: %v", a.use, err))
		if a.addr != freePort { // else no other would help
			busy = append(busy, a.flag)
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
		"Or let the system pick a free port: %s", strings.Join(causes, "\n"), o.again(busy))
}

// again is the command as it was typed, but for the flags of busy addresses.
func (o runOptions) again(busy []string) string {
	for _, name := range busy {
		o.flags.Set(name, freePort) // it takes any text
	}
	command := "go tool workshop run " + o.step
	o.flags.Visit(func(f *flag.Flag) {
		value := f.Value.String()
		if f.Name == "dsn" {
			value = "DSN" // it may hold a password
		}
		command += " -" + f.Name + " " + value
	})
	return command
}

// checkLoopback keeps the workshop's own MySQL, which lets everybody in, on this
// machine.
func checkLoopback(addr string) error {
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return mistyped("db-addr", err)
	}
	if !tcp.IP.IsLoopback() {
		return usageErrorf("-db-addr: %s is not on the loopback, and the workshop's own MySQL has no password\n"+
			"It listens on the loopback only, as in: -db-addr %s\n"+
			"A database elsewhere is used with -dsn; see: go tool workshop run -h", addr, freePort)
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
