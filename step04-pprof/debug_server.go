package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// startDebug serves DebugRouter on addr until the returned stop, which waits for
// no profile under way: that ends by itself, at once. An addr of "off" is no listener.
func startDebug(addr string, log *slog.Logger) (stop func(), err error) {
	if addr == "off" {
		return func() {}, nil
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("DEBUG_ADDR is %q: want host:port, as in 127.0.0.1:6060, or off", addr)
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%w: free the address, or set DEBUG_ADDR to another (127.0.0.1:0 picks a free port, off needs none)", err)
	}
	if tcp, ok := listener.Addr().(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		log.Warn("whoever reaches the debug listener sees the inside of this process", "addr", tcp.String())
	}
	profileWaits()
	server := &http.Server{
		Handler:           ownHostOnly(host, DebugRouter()),
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		// No WriteTimeout: net/http/pprof would add a profile's seconds to it, but a
		// dump of many goroutines may take long, too.
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	log.Info("debug listener", "addr", listener.Addr().String())
	return func() {
		server.Close()
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			log.Warn("the debug listener ended by itself", "error", err)
		}
	}, nil
}
