package main

import (
	"flag"
	"slices"
	"time"

	"example.com/metricsworkshop/internal/loadlimits"
)

// check finds out whether a load is wanted, and tells what is wrong with the flags.
func (o *loadOptions) check(flags *flag.FlagSet) error {
	given := givenFlags(flags)
	o.wanted = given["rate"] || given["for"] || given["requests"]
	if err := o.checkDatabase(); err != nil {
		return err
	}
	for _, name := range []string{"hits", "lookup", "receipts"} {
		if given[name] && !o.wanted {
			return usageErrorf("-%s is about a load, and there is none: add one, as in: -rate %d -%[1]s %[3]s",
				name, defaultRate, flags.Lookup(name).Value)
		}
	}
	if err := o.checkKind(given); err != nil {
		return err
	}
	return o.checkSize(given)
}

// checkDatabase is check for the flags that shape the database.
func (o *loadOptions) checkDatabase() error {
	switch {
	case o.delay < 0 || o.delay > loadlimits.MaxDelay:
		return usageErrorf("-delay is %v; it is 0 to %v, as in: -delay 2ms", o.delay, loadlimits.MaxDelay)
	case o.dbConnections < 0:
		return usageErrorf("-db-connections is %d; it is a number of connections, or 0 for no limit, as in: -db-connections 151", o.dbConnections)
	}
	return nil
}

// checkKind is check for what the requests are.
func (o *loadOptions) checkKind(given map[string]bool) error {
	switch {
	case o.hits < 0 || o.hits > 100:
		return usageErrorf("-hits is %d; it is a share in percent, 0 to 100, as in: -hits %d", o.hits, defaultHits)
	case given["lookup"] && !slices.Contains(loadlimits.Lookups(), o.lookup):
		return usageErrorf("there is no lookup %q; -lookup is %s", o.lookup, lookupNames())
	case given["hits"] && !o.findsDrivers():
		return usageErrorf("-hits is about drivers, and the lookup %s about none: leave -hits away", o.lookup)
	case o.receipts < 0 || o.receipts > loadlimits.MaxReceiptShare:
		return usageErrorf("-receipts is %d; it is a share in percent, 0 to %d: as many requests create the orders",
			o.receipts, loadlimits.MaxReceiptShare)
	case o.receipts > 0 && o.lookup != "":
		return usageErrorf("-lookup %s sends nothing else, and so no receipts: leave -lookup or -receipts away", o.lookup)
	}
	return nil
}

// checkSize is check for how many requests there are.
func (o *loadOptions) checkSize(given map[string]bool) error {
	switch {
	case o.rate < 1 || o.rate > loadlimits.MaxRate:
		return usageErrorf("-rate is %d; it is 1 to %d requests a second, as in: -rate %d\nNo load at all: leave -rate, -for and -requests away.",
			o.rate, loadlimits.MaxRate, defaultRate)
	case given["for"] && given["requests"]:
		return usageErrorf("-for and -requests both say when the load ends: leave one of them away")
	case given["requests"] && (o.requests < 1 || o.requests > loadlimits.MaxRequests):
		return usageErrorf("-requests is %d; it is 1 to %d, as in: -requests 790", o.requests, loadlimits.MaxRequests)
	case o.requests > 0 && loadlimits.Duration(o.rate, o.requests) > loadlimits.MaxFor:
		return usageErrorf("-rate %d -requests %d takes %v; %v are the most\nWith this rate, take at most: -requests %d",
			o.rate, o.requests, loadlimits.Duration(o.rate, o.requests), loadlimits.MaxFor, loadlimits.Requests(o.rate, loadlimits.MaxFor))
	case o.duration < loadlimits.MinFor || o.duration > loadlimits.MaxFor:
		return usageErrorf("-for is %v; it is %v to %v, as in: -for %v", o.duration, loadlimits.MinFor, loadlimits.MaxFor, defaultFor)
	case o.number() > loadlimits.MaxRequests:
		return usageErrorf("-rate %d -for %v makes %d requests; %d are the most\nWith this rate, take at most: -for %v",
			o.rate, o.duration, o.number(), loadlimits.MaxRequests, time.Duration(loadlimits.MaxRequests/o.rate)*time.Second)
	case o.found() > loadlimits.MaxFound:
		return usageErrorf("this load finds a driver %d times with one lookup; %d are the most\nTake fewer requests or less of: -hits %d",
			o.found(), loadlimits.MaxFound, o.hits)
	case o.number()*o.receipts/100 > loadlimits.MaxReceipts:
		return usageErrorf("this load asks for %d receipts; %d are the most\nTake fewer requests or less of: -receipts %d",
			o.number()*o.receipts/100, loadlimits.MaxReceipts, o.receipts)
	}
	return nil
}

func (o *loadOptions) found() int { return loadlimits.Found(o.number(), o.lookup, o.hits) }

// checkFor tells what the service of a step, or its database, cannot do.
func (o *loadOptions) checkFor(step int, dsn string) error {
	switch {
	case o.receipts > 0 && step < loadlimits.FirstReceipt:
		return usageErrorf("the service of step %d has no receipts: leave -receipts away, or take step %d", step, loadlimits.FirstReceipt)
	case o.dbConnections > 0 && dsn != "":
		return usageErrorf("-db-connections is for the workshop's own MySQL, and your own database has its own limit: leave it away, or -dsn and ORDERS_DSN")
	}
	return nil
}
