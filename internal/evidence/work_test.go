package evidence

import (
	"regexp"
	"strings"
	"sync"
)

// What stands here is profiled: it does what the service does. Its functions
// become those of the service's package main, and the driver's, when the profiles
// are made.

var kept []string // the cache

// handler is on top of all work, so that everything is below it.
//
//go:noinline
func handler() {
	kept = append(kept, firstPage())
}

// firstPage is small enough to be inlined.
func firstPage() string { return renderReceipt()[:64] }

// renderReceipt asks for a document of 64 KiB, of which the page keeps all alive.
//
//go:noinline
func renderReceipt() string {
	var b strings.Builder
	b.Grow(64 << 10)
	for range 32 {
		b.WriteString(fill("Order {order} and nothing else.\n"))
	}
	return b.String()
}

// fill spends the time, and asks for most of the memory that is free again at once.
//
//go:noinline
func fill(line string) string {
	return regexp.MustCompile(`\{(order|state|customer|merchant|driver)\}`).ReplaceAllString(line, "7")
}

// serve is the goroutine that a service always has.
//
//go:noinline
func serve(stop chan struct{}) { <-stop }

type mysqlConn struct{}

// startWatcher starts a goroutine that waits until stop is closed.
//
//go:noinline
func (*mysqlConn) startWatcher(all *sync.WaitGroup, stop chan struct{}) {
	all.Go(func() {
		<-stop
	})
}
