package main

import (
	"errors"
	"net"
)

// checkFree tells early, before anything is built, that an address cannot be
// listened on. The flag is the one that sets it.
func checkFree(addr, flag string) error {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return usageErrorf("-%s: %w\nIt is host:port, as in: -%s 127.0.0.1:9000", flag, err, flag)
	}
	l, err := net.Listen("tcp", addr)
	if err == nil {
		return l.Close()
	}
	if _, ok := errors.AsType[*net.OpError](err); !ok || isUnknown(err) {
		return usageErrorf("-%s: %w\nIt is host:port, as in: -%s 127.0.0.1:9000", flag, err, flag)
	}
	if port == "0" { // no other port would help
		return environmentErrorf("%w", err)
	}
	return environmentErrorf("%w\n"+
		"If another program has the port, perhaps an earlier run, stop it.\n"+
		"Or let the system pick a free port: -%s 127.0.0.1:0", err, flag)
}

// isUnknown reports whether err is about a name that stands for no host or port.
func isUnknown(err error) bool {
	_, host := errors.AsType[*net.DNSError](err)
	_, port := errors.AsType[*net.AddrError](err)
	return host || port
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
