package census

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/loadlimits"
	"example.com/metricsworkshop/lab/load"
)

// LineUpOptions say whom to line up, and where to count.
type LineUpOptions struct {
	URL         string                           // of the service
	Requests    int                              // to each lookup
	Order       []string                         // all of loadlimits.Lookups; nil for theirs
	Connections func() int                       // how many the service has to its database
	Gauge       func() (goroutines, samples int) // the latest that the service has sent, as bench.Gauges has it; nil for none
	Progress    func(string)                     // is told a few times a second how far it is
}

// A LineUp is what was counted, a row for each lookup in the order in which they
// were asked.
type LineUp struct{ Rows []Row }

// A Row is what came of the requests to one lookup.
type Row struct {
	Route       string
	Sent, Good  int
	Trouble     error // of the first request that was not good
	Connections Change
	Goroutines  Change
	Restless    bool // the numbers were still changing when the wait for them was over
}

// A Change is a number at rest, before and after; Unknown if it is not to be had.
type Change struct{ Before, After int }

// TakeLineUp seeds, and then asks each lookup about somebody it finds something
// for, equally often. Requests that fail are in the rows; it returns an error if the
// service cannot be seeded, if the options are wrong, or if ctx is done before the end.
func TakeLineUp(ctx context.Context, o LineUpOptions) (*LineUp, error) {
	if o.Requests < 1 || o.Requests > loadlimits.MaxFound {
		return nil, fmt.Errorf("%d requests to each lookup: it is from 1 to %d", o.Requests, loadlimits.MaxFound)
	}
	o.Progress("seeding orders")
	l, err := seeded(ctx, o.URL)
	if err != nil {
		return nil, err
	}
	lookups, err := inOrder(l.Lookups(), o.Order)
	if err != nil {
		return nil, err
	}
	client := newClient(o.URL)
	c := &counter{LineUpOptions: o, prober: prober{load: l}, client: client}
	o.Progress("waiting until the service is at rest")
	c.findGauge(ctx)
	before, rested := settle(ctx, c.count)
	report := &LineUp{}
	for _, lookup := range lookups {
		progress := func(sent int) { o.Progress(fmt.Sprintf("%s: %d/%d", lookup.Route, sent, o.Requests)) }
		progress(0)
		a := client.ask(ctx, o.Requests, func(int) string { return lookup.Hit }, progress)
		o.Progress(lookup.Route + ": waiting until the service is at rest")
		restedBefore := rested
		var after count
		after, rested = settle(ctx, c.count)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		report.Rows = append(report.Rows, Row{
			Route:       lookup.Route,
			Sent:        a.sent,
			Good:        a.good,
			Trouble:     a.trouble,
			Connections: Change{before.connections, after.connections},
			Goroutines:  Change{before.goroutines, after.goroutines},
			Restless:    !restedBefore || !rested,
		})
		before = after // nothing but a count has been in between
	}
	return report, nil
}

// inOrder puts lookups in the order of names, if there are any.
func inOrder(lookups []load.Lookup, names []string) ([]load.Lookup, error) {
	if len(names) == 0 {
		return lookups, nil
	}
	var known []string
	for _, l := range lookups {
		known = append(known, l.Name)
	}
	if !slices.Equal(slices.Sorted(slices.Values(names)), slices.Sorted(slices.Values(known))) {
		return nil, fmt.Errorf("the order is %s; it has each of these once: %s", strings.Join(names, ","), strings.Join(known, ","))
	}
	ordered := make([]load.Lookup, len(names))
	for i, name := range names {
		ordered[i] = lookups[slices.Index(known, name)]
	}
	return ordered, nil
}
