package load

import (
	"fmt"
	"strings"
	"time"
)

// The limits of a load. Every request may cost the service and its database
// something that they keep, so their number has one too.
const (
	MaxRate     = 1000 // requests a second
	MinFor      = time.Second
	MaxFor      = 10 * time.Minute
	MaxRequests = 60_000
)

// Options say how much load, and on what.
type Options struct {
	URL  string        // of the service, such as http://127.0.0.1:8080
	Rate int           // requests a second
	For  time.Duration // how long to send them
	Hits int           // the share of driver lookups that find a driver on the way, in percent
}

// check returns an error that says which option is wrong, and what it may be.
func (o Options) check() error {
	switch {
	case !strings.HasPrefix(o.URL, "http://"):
		return fmt.Errorf("the service's URL is %q; it begins with http://", o.URL)
	case o.Rate < 1 || o.Rate > MaxRate:
		return fmt.Errorf("the rate is %d requests a second; it is from 1 to %d", o.Rate, MaxRate)
	case o.For < MinFor || o.For > MaxFor:
		return fmt.Errorf("the load lasts %v; it is from %v to %v", o.For, MinFor, MaxFor)
	case o.Hits < 0 || o.Hits > 100:
		return fmt.Errorf("the share of hits is %d percent; it is from 0 to 100", o.Hits)
	case o.requests() > MaxRequests:
		return fmt.Errorf("%d a second for %v is %d requests; %d are the most", o.Rate, o.For, o.requests(), MaxRequests)
	}
	return nil
}

// requests is how many requests the load has.
func (o Options) requests() int {
	return int(int64(o.Rate) * int64(o.For) / int64(time.Second))
}
