package load

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/loadlimits"
)

// Options say how much load, and on what.
type Options struct {
	URL      string        // of the service, such as http://127.0.0.1:8080
	Rate     int           // requests a second
	For      time.Duration // how long to send them; 0 with Requests
	Requests int           // how many to send; 0 with For
	Hits     int           // the share of driver lookups that find a driver on the way, in percent
	Lookup   string        // one of loadlimits.Lookups, to send nothing else; "" for all calls and lookups

	// Receipts is the share of requests, in percent, that ask for the receipt of an
	// order. Each is for an order of its own: as many requests create those.
	Receipts int
}

// Duration is how long it takes to send all requests.
func (o Options) Duration() time.Duration {
	if o.Requests > 0 {
		return loadlimits.Duration(o.Rate, o.Requests)
	}
	return o.For
}

// requests is how many requests the load has.
func (o Options) requests() int {
	if o.Requests > 0 {
		return o.Requests
	}
	return loadlimits.Requests(o.Rate, o.For)
}

// check returns an error that says which option is wrong, and what it may be.
func (o Options) check() error {
	switch {
	case !strings.HasPrefix(o.URL, "http://"):
		return fmt.Errorf("the service's URL is %q; it begins with http://", o.URL)
	case o.Rate < 1 || o.Rate > loadlimits.MaxRate:
		return fmt.Errorf("the rate is %d requests a second; it is from 1 to %d", o.Rate, loadlimits.MaxRate)
	case o.Hits < 0 || o.Hits > 100:
		return fmt.Errorf("the share of hits is %d percent; it is from 0 to 100", o.Hits)
	case o.Lookup != "" && !slices.Contains(loadlimits.Lookups(), o.Lookup):
		return fmt.Errorf("there is no lookup %q; there are %s", o.Lookup, strings.Join(loadlimits.Lookups(), ", "))
	case o.Receipts < 0 || o.Receipts > loadlimits.MaxReceiptShare:
		return fmt.Errorf("the share of receipts is %d percent; it is from 0 to %d", o.Receipts, loadlimits.MaxReceiptShare)
	case o.Receipts > 0 && o.Lookup != "":
		return fmt.Errorf("a load of the lookup %s has no receipts", o.Lookup)
	}
	return o.checkSize()
}

// checkSize is check for how much the options make together.
func (o Options) checkSize() error {
	switch {
	case (o.For != 0) == (o.Requests != 0):
		return fmt.Errorf("the load is for %v and for %d requests; one of the two says when it ends", o.For, o.Requests)
	case o.Requests < 0 || o.Requests > loadlimits.MaxRequests:
		return fmt.Errorf("the load has %d requests; it is from 1 to %d", o.Requests, loadlimits.MaxRequests)
	case o.Requests == 0 && o.For < loadlimits.MinFor || o.Duration() > loadlimits.MaxFor:
		return fmt.Errorf("the load lasts %v; it is from %v to %v", o.Duration(), loadlimits.MinFor, loadlimits.MaxFor)
	case o.requests() > loadlimits.MaxRequests:
		return fmt.Errorf("%d a second for %v is %d requests; %d are the most", o.Rate, o.For, o.requests(), loadlimits.MaxRequests)
	case loadlimits.Found(o.requests(), o.Lookup, o.Hits) > loadlimits.MaxFound:
		return fmt.Errorf("%d requests of a lookup find a driver; %d are the most",
			loadlimits.Found(o.requests(), o.Lookup, o.Hits), loadlimits.MaxFound)
	case o.requests()*o.Receipts/100 > loadlimits.MaxReceipts:
		return fmt.Errorf("the load asks for %d receipts; %d are the most", o.requests()*o.Receipts/100, loadlimits.MaxReceipts)
	}
	return nil
}
