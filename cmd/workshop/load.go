package main

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/loadlimits"
)

// What run takes for a load that says no more.
const (
	defaultRate = 100
	defaultFor  = 20 * time.Second
	defaultHits = 50
)

// loadOptions are the flags of run that are about a load.
type loadOptions struct {
	rate          int           // requests a second
	duration      time.Duration // how long, unless there is a number of requests
	requests      int           // how many; 0 if the duration says it
	hits          int           // percent
	lookup        string        // the only one; "" for all calls and lookups
	receipts      int           // percent
	delay         time.Duration // on top of a round trip to the database
	dbConnections int           // that the workshop's own MySQL has at most; 0 for no limit
	wanted        bool          // -rate, -for or -requests was given
}

func (o *loadOptions) register(flags *flag.FlagSet) {
	flags.IntVar(&o.rate, "rate", defaultRate, "put `n` requests a second on the service, once it listens;\nno load without -rate, -for or -requests")
	flags.DurationVar(&o.duration, "for", defaultFor, "the `duration` of the load, as in 30s or 2m")
	flags.IntVar(&o.requests, "requests", 0, "end the load after exactly `n` requests, not after the time that -for gives")
	flags.IntVar(&o.hits, "hits", defaultHits, "the share of the load's driver lookups, in `percent`, that find a driver on the way")
	flags.StringVar(&o.lookup, "lookup", "", "send nothing but the lookup of this `name`: "+lookupNames())
	flags.IntVar(&o.receipts, "receipts", 0, fmt.Sprintf("the share of the requests, in `percent`, that ask for the receipt of a new order;\nas many others create these; from step %d on", loadlimits.FirstReceipt))
	o.registerDatabase(flags)
}

// registerDatabase is register for the flags that shape the database, with or without
// a load.
func (o *loadOptions) registerDatabase(flags *flag.FlagSet) {
	flags.DurationVar(&o.delay, "delay", 0, "make every round trip to the database longer by this `duration`, as a network would: 2ms")
	flags.IntVar(&o.dbConnections, "db-connections", 0, "let the workshop's own MySQL refuse more than `n` connections, as MySQL itself does\nat 151; 0 for no limit")
}

func lookupNames() string {
	names := loadlimits.Lookups()
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// number is how many requests the load has.
func (o *loadOptions) number() int {
	if o.requests > 0 {
		return o.requests
	}
	return loadlimits.Requests(o.rate, o.duration)
}

// String says what load it is, for the reader.
func (o loadOptions) String() string {
	text := fmt.Sprintf("%d requests a second for %v", o.rate, o.duration)
	if o.requests > 0 {
		text = fmt.Sprintf("%d requests, %d a second", o.requests, o.rate)
	}
	if o.lookup != "" {
		text += ", all of the lookup " + o.lookup
	}
	if o.receipts > 0 {
		text += fmt.Sprintf(", %d %% of them for receipts and as many for their orders", o.receipts)
	}
	if o.findsDrivers() {
		text += fmt.Sprintf("; %d %% of the driver lookups find a driver on the way", o.hits)
	}
	return text
}

// findsDrivers reports whether the load has lookups that may find a driver.
func (o loadOptions) findsDrivers() bool {
	return slices.Contains([]string{"", loadlimits.Current, loadlimits.Busy}, o.lookup)
}

// command is what the lab is told to do.
func (o loadOptions) command(addr string) string {
	command := fmt.Sprintf("load -rate %d -for %v", o.rate, o.duration)
	if o.requests > 0 {
		command = fmt.Sprintf("load -rate %d -requests %d", o.rate, o.requests)
	}
	command += fmt.Sprintf(" -hits %d", o.hits)
	if o.lookup != "" {
		command += " -lookup " + o.lookup
	}
	if o.receipts > 0 {
		command += fmt.Sprintf(" -receipts %d", o.receipts)
	}
	return command + fmt.Sprintf(" http://%s\n", addr)
}
