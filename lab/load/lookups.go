package load

import (
	"context"

	"example.com/metricsworkshop/internal/loadlimits"
)

// A Lookup is one of the four questions that a service answers about a party.
type Lookup struct {
	Name  string // one of loadlimits.Lookups
	Route string // as in a report: "GET /drivers/{id}/busy"
	Hit   string // the path that asks about somebody whom Seed made: it finds something
	Miss  string // the path that asks about somebody who has no order
}

// Lookups returns all four, in the order of a report. It is for after Seed.
func (l *Load) Lookups() []Lookup {
	w := l.world
	nobody := w.offWay(0) // also as a customer and a merchant
	return []Lookup{
		{loadlimits.Customers, routeCustomers, customerRequest(w.customer(0)).path, customerRequest(nobody).path},
		{loadlimits.Merchants, routeMerchants, merchantRequest(w.merchant(onWay)).path, merchantRequest(nobody).path},
		{loadlimits.Current, routeCurrent, currentRequest(w.onWay(0), true).path, currentRequest(nobody, false).path},
		{loadlimits.Busy, routeBusy, busyRequest(w.onWay(0), true).path, busyRequest(nobody, false).path},
	}
}

// Create makes one more order, which stays as it is, of parties that no lookup asks
// about, and returns its number. It is for after Seed.
func (l *Load) Create(ctx context.Context) (id int64, err error) {
	return l.create(ctx, "customer", "merchant")
}
