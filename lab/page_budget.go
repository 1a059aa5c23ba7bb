package main

import (
	"fmt"
	"net/http"
	"time"

	"example.com/metricsworkshop/internal/loadlimits"
	"example.com/metricsworkshop/lab/dashboard"
	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/load"
)

// An instance is a process of the service.
type instance struct {
	url string
	pid int
}

// A budget is what the page has sent to a process. There is an end to it: a leak keeps
// a connection for each lookup that finds a driver, and a page stays open for long.
type budget struct {
	instance    instance
	seeded      *load.Load // the last one whose orders the process knows; nil for none
	now         *load.Load // the one that runs; nil for none
	sent, found int        // by those before it
}

// of begins anew if the process is another one. A load that runs on counts for it.
func (b *budget) of(i instance) {
	if i != b.instance {
		*b = budget{instance: i, now: b.now}
	}
}

// begin notes a load that begins, and end that it is over.
func (b *budget) begin(l *load.Load) { b.now, b.seeded = l, l }

func (b *budget) end() {
	b.sent, b.found = b.spent()
	b.now = nil
}

// spent is what was sent until now, and how many lookups of a kind found a driver.
func (b *budget) spent() (sent, found int) {
	sent, found = b.sent, b.found
	if b.now != nil {
		p := b.now.Progress()
		sent, found = sent+p.Sent, found+p.Found
	}
	return sent, found
}

// check refuses a load that would be too much together with what was before.
func (b *budget) check(r live.LoadRequest) error {
	sent, found := b.spent()
	requests := loadlimits.Requests(r.Rate, time.Duration(r.Seconds)*time.Second)
	if left := loadlimits.MaxRequests - sent; requests > left {
		return conflict(fmt.Sprintf("these are %d requests, and this page may send the service %d more: restart the service, or send fewer", requests, left))
	}
	finding := loadlimits.Found(requests, r.Lookup, r.Hits)
	if left := loadlimits.MaxFound - found; finding > left {
		return conflict(fmt.Sprintf("%d lookups would find a driver, and %d more may, for a leak keeps a connection for each: "+
			"restart the service, or send fewer", finding, max(left, 0)))
	}
	return nil
}

// options are a request's for a load.
func options(url string, r live.LoadRequest) load.Options {
	return load.Options{URL: url, Rate: r.Rate, For: time.Duration(r.Seconds) * time.Second, Hits: r.Hits, Lookup: r.Lookup}
}

// checkRequest refuses a load that is outside the limits, and says what they are.
func checkRequest(url string, r live.LoadRequest) error {
	if most := int(loadlimits.MaxFor / time.Second); r.Seconds < 1 || r.Seconds > most {
		return badRequest(fmt.Sprintf("the load is for %d seconds; it is from 1 to %d", r.Seconds, most))
	}
	if _, err := load.New(options(url, r)); err != nil {
		return badRequest(err.Error())
	}
	return nil
}

func badRequest(text string) error {
	return &dashboard.Refusal{Status: http.StatusBadRequest, Text: text}
}
