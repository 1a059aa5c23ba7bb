// Package etsytest runs Etsy's StatsD server for a test: the original, from npm.
// It is what our own server is compared with.
package etsytest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

//go:embed backend.js
var backend []byte

//go:embed shim.js
var shim []byte

// Interval is the interval by which the server computes its rates. It is so long
// that the server never flushes by itself.
const Interval = time.Hour

// Start starts the server on a free loopback port, with the percentiles for its
// timers. It is stopped at tb's end.
//
// Without Node.js, or if npm cannot install the server, the test is skipped, or
// fails if the variable CI is true: there, the check that does not run must not
// look like one that passed.
func Start(tb testing.TB, percentiles ...float64) *Server {
	tb.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		unavailable(tb, "no node: install Node.js 18 or later, with npm")
	}
	script, err := install()
	if err != nil {
		unavailable(tb, fmt.Sprintf("Etsy's StatsD server cannot be installed; it needs npm and its registry, once: %v", err))
	}
	for range 3 { // another process may take the free port first
		var s *Server
		if s, err = start(tb, node, script, percentiles); err == nil {
			return s
		}
	}
	tb.Fatalf("start Etsy's StatsD server: %v", err)
	return nil
}

func unavailable(tb testing.TB, message string) {
	tb.Helper()
	if os.Getenv("CI") == "true" {
		tb.Fatal(message)
	}
	tb.Skip(message)
}

// start starts the server on ports that were free a moment ago.
func start(tb testing.TB, node, script string, percentiles []float64) (*Server, error) {
	tb.Helper()
	addr, management, err := freePorts()
	if err != nil {
		return nil, err
	}
	dir := tb.TempDir()
	config, err := json.Marshal(map[string]any{
		"address":               addr.IP.String(),
		"port":                  addr.Port,
		"mgmt_address":          management.IP.String(),
		"mgmt_port":             management.Port,
		"flushInterval":         Interval.Milliseconds(),
		"percentThreshold":      percentiles,
		"automaticConfigReload": false,
		"backends":              []string{filepath.Join(dir, "backend.js")},
	})
	if err != nil {
		return nil, err
	}
	for name, content := range map[string][]byte{"backend.js": backend, "shim.js": shim, "config.js": config} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return nil, err
		}
	}
	cmd := exec.Command(node, "-r", filepath.Join(dir, "shim.js"), script, filepath.Join(dir, "config.js"))
	return serve(tb, cmd, addr)
}

// freePorts returns a free UDP address and a free TCP address. The server does
// not take port 0 for "any".
func freePorts() (*net.UDPAddr, *net.TCPAddr, error) {
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	defer udp.Close()
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	defer tcp.Close()
	return udp.LocalAddr().(*net.UDPAddr), tcp.Addr().(*net.TCPAddr), nil
}
