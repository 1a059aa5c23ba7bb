// Package loadlimits says what a load on the service may be. The command line,
// which tells early what is wrong, and the lab, which makes the load, hold
// themselves to the same limits with it.
package loadlimits

import "time"

// The limits. Every request may cost the service and its database something that
// they keep, so the number of requests has a limit, and that of some kinds another.
const (
	MaxRate     = 1000 // requests a second
	MinFor      = time.Second
	MaxFor      = 10 * time.Minute
	MaxRequests = 180_000 // 300 a second for ten minutes

	// MaxFound is how many requests of one lookup may find a driver on the way.
	MaxFound = 7_500

	// MaxReceiptShare is in percent of the requests: as many others create the
	// orders.
	MaxReceiptShare = 50

	// MaxReceipts is how many orders may be created to ask for their receipts: the
	// embedded database reads all of its orders for each query, and the lookups
	// among 3,000 take about 3 ms.
	MaxReceipts = 3_000

	// FirstReceipt is the first step whose service has receipts.
	FirstReceipt = 4

	// MaxDelay is the most by which a round trip to the database may be made
	// longer: more than it takes around the world and back.
	MaxDelay = 500 * time.Millisecond
)

// The lookups.
const (
	Customers = "customers" // a customer's orders
	Merchants = "merchants" // a merchant's queue
	Current   = "current"   // a driver's current order
	Busy      = "busy"      // whether a driver is busy
)

// Lookups are all of them.
func Lookups() []string { return []string{Customers, Merchants, Current, Busy} }

// Requests is how many requests a load has that sends rate of them a second for
// so long.
func Requests(rate int, duration time.Duration) int {
	return int(int64(rate) * int64(duration) / int64(time.Second))
}

// Duration is how long it takes to send so many requests, rate of them a second.
func Duration(rate, requests int) time.Duration {
	return time.Duration(requests) * time.Second / time.Duration(rate)
}

// Found is how many requests of one lookup find a driver on the way, at most, in
// a load of so many requests, with a share of hits in percent. The lookup is the
// one that the load is made of, "" for a load that has all four of them, each an
// eighth of it.
func Found(requests int, lookup string, hits int) int {
	switch lookup {
	case Current, Busy:
		return requests * hits / 100
	case "":
		return requests * hits / 800
	}
	return 0
}
