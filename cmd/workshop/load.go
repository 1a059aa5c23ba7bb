package main

import (
	"flag"
	"fmt"
	"time"
)

// What run takes for a load, and what the lab can do.
const (
	defaultRate = 100
	defaultFor  = 20 * time.Second
	defaultHits = 50

	maxRate     = 1000
	minFor      = time.Second
	maxFor      = 10 * time.Minute
	maxRequests = 60_000
	maxDelay    = 500 * time.Millisecond
)

// loadOptions are the flags of run that are about a load.
type loadOptions struct {
	rate     int           // requests a second
	duration time.Duration // how long
	hits     int           // percent
	delay    time.Duration // on top of a round trip to the database
	wanted   bool          // -rate or -for was given
}

func (o *loadOptions) register(flags *flag.FlagSet) {
	flags.IntVar(&o.rate, "rate", defaultRate, "put `n` requests a second on the service, once it listens;\nno load without -rate or -for")
	flags.DurationVar(&o.duration, "for", defaultFor, "the `duration` of the load, as in 30s or 2m")
	flags.IntVar(&o.hits, "hits", defaultHits, "the share of the load's driver lookups, in `percent`, that find a driver on the way")
	flags.DurationVar(&o.delay, "delay", 0, "make every round trip to the database longer by this `duration`, as a network would: 2ms")
}

// check finds out whether a load is wanted, and tells what is wrong with it.
func (o *loadOptions) check(flags *flag.FlagSet) error {
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	o.wanted = given["rate"] || given["for"]
	switch {
	case o.rate < 1 || o.rate > maxRate:
		return usageErrorf("-rate is %d; it is 1 to %d requests a second, as in: -rate %d\nNo load at all: leave -rate and -for away.", o.rate, maxRate, defaultRate)
	case o.duration < minFor || o.duration > maxFor:
		return usageErrorf("-for is %v; it is %v to %v, as in: -for %v", o.duration, minFor, maxFor, defaultFor)
	case o.hits < 0 || o.hits > 100:
		return usageErrorf("-hits is %d; it is a share in percent, 0 to 100, as in: -hits %d", o.hits, defaultHits)
	case given["hits"] && !o.wanted:
		return usageErrorf("-hits is about a load, and there is none: add one, as in: -rate %d -hits %d", defaultRate, o.hits)
	case o.delay < 0 || o.delay > maxDelay:
		return usageErrorf("-delay is %v; it is 0 to %v, as in: -delay 2ms", o.delay, maxDelay)
	case o.requests() > maxRequests:
		return usageErrorf("-rate %d -for %v makes %d requests; %d are the most\nWith this rate, take at most: -for %v",
			o.rate, o.duration, o.requests(), maxRequests, time.Duration(maxRequests/o.rate)*time.Second)
	}
	return nil
}

func (o *loadOptions) requests() int {
	return int(int64(o.rate) * int64(o.duration) / int64(time.Second))
}

// command is what the lab is told to do.
func (o *loadOptions) command(addr string) string {
	return fmt.Sprintf("load -rate %d -for %v -hits %d http://%s\n", o.rate, o.duration, o.hits, addr)
}
