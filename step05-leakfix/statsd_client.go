package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"gopkg.in/alexcesaro/statsd.v2"
)

// statsDBackOff is the wait before the second attempt to reach the StatsD server;
// each further wait is twice as long, up to statsDMaxBackOff.
const (
	statsDBackOff    = 10 * time.Millisecond
	statsDMaxBackOff = 5 * time.Second
)

// newStatsD is statsd.New, but for a test: only a test can make Windows refuse.
var newStatsD = statsd.New

// startStatsD sends the metrics of this process to addr from the moment on that
// a StatsD server listens there, and makes nobody wait for it. The returned stop
// sends what is left and ends all that was started, at once unless a name is just
// being looked up, which takes 5 s at most.
func startStatsD(addr string, log *slog.Logger) (stop func(), err error) {
	if addr == "off" {
		return func() {}, nil
	}
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return nil, fmt.Errorf("STATSD_ADDR is %q: want host:port, or off", addr)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var connecting sync.WaitGroup
	connecting.Go(func() {
		if client := connectStatsD(ctx, addr, log); client != nil {
			statsD.Store(client)
		}
	})
	return func() {
		cancel()
		connecting.Wait()
		if client := statsD.Swap(nil); client != nil {
			client.Close()
		}
	}, nil
}

// connectStatsD returns a client once a server listens on addr, or nil if ctx
// is done before.
func connectStatsD(ctx context.Context, addr string, log *slog.Logger) *statsd.Client {
	for wait := statsDBackOff; ; wait = min(2*wait, statsDMaxBackOff) {
		client, err := newStatsD(
			statsd.Address(addr),
			statsd.MaxPacketSize(packetSize(addr)),
			statsd.ErrorHandler(logLostMetrics(log)),
		)
		if err == nil {
			log.Info("sending metrics", "statsd", addr)
			return client
		}
		// There is a client all the same, but New has muted it for good: only
		// another New sends anything.
		if wait == statsDBackOff {
			log.Warn("no StatsD server: serving without metrics until there is one", "statsd", addr, "error", err)
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil
		}
	}
}

// packetSize is how many bytes to send at once. Bigger is cheaper: a packet is a
// system call, whatever is in it. Loopback takes 64 KiB, but Ethernet 1,500 bytes.
func packetSize(addr string) int {
	if to, err := netip.ParseAddrPort(addr); err == nil && to.Addr().IsLoopback() {
		return 8 << 10
	}
	return 1440
}

// logLostMetrics returns an error handler that logs at most once a minute: while a
// server is away every second packet is an error. The client calls it with its
// own lock held, so it needs none, and must not call the client: it would wait
// for itself.
func logLostMetrics(log *slog.Logger) func(error) {
	var logged time.Time
	return func(err error) {
		if time.Since(logged) > time.Minute {
			logged = time.Now()
			log.Warn("metrics are lost", "error", err)
		}
	}
}
