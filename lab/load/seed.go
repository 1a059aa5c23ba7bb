package load

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// How much Seed makes. The embedded database reads all of its orders for each
// query, so there are few.
const (
	parties = 20 // customers, and as many merchants
	onWay   = 12 // drivers who are on the way with an order, all through the load
	offWay  = 12 // drivers who have none, all through the load
	waiting = 12 // orders that wait for a driver, all through the load
)

// A world is whom and what the load's requests are about.
type world struct {
	name   string // is in the names of everybody in it, and nobody else has it
	orders []int64
}

func (w world) customer(i int) string { return fmt.Sprintf("customer-%s-%d", w.name, i%parties) }
func (w world) merchant(i int) string { return fmt.Sprintf("merchant-%s-%d", w.name, i%parties) }
func (w world) onWay(i int) string    { return fmt.Sprintf("driver-%s-on-%d", w.name, i%onWay) }
func (w world) offWay(i int) string   { return fmt.Sprintf("driver-%s-off-%d", w.name, i%offWay) }

// An order is what the service answers to a call.
type order struct {
	ID    int64  `json:"id"`
	State string `json:"state"`
}

// Seed makes the orders that Run asks about: some wait for a driver, and some
// have one who is on the way. It asks for the state after each call, so that a
// service that does not do what it says is found here. Its errors say which
// request failed, and what came back.
func (l *Load) Seed(ctx context.Context) error {
	// A database that lasts may know earlier loads: the number of our first order
	// makes our names new.
	first, err := l.create(ctx, "customer", "merchant")
	if err != nil {
		return err
	}
	l.world = world{name: fmt.Sprint(first)}
	for i := range onWay + waiting {
		id, err := l.create(ctx, l.world.customer(i), l.world.merchant(i))
		if err != nil {
			return err
		}
		l.world.orders = append(l.world.orders, id)
		if err := l.call(ctx, allocate, id, ""); err != nil {
			return err
		}
		if i >= onWay {
			continue
		}
		if err := l.call(ctx, pickup, id, l.world.onWay(i)); err != nil {
			return err
		}
		if i%2 == 0 {
			if err := l.call(ctx, going, id, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// Probe sends one small request, to the route that Run asks most.
func (l *Load) Probe(ctx context.Context) error {
	_, err := l.send(ctx, stateRequest(l.world.orders[0]))
	return err
}

func (l *Load) create(ctx context.Context, customer, merchant string) (id int64, err error) {
	o, err := l.send(ctx, createRequest(customer, merchant))
	return o.ID, err
}

// call moves an order on, and makes sure that it has moved.
func (l *Load) call(ctx context.Context, c step, id int64, driver string) error {
	if _, err := l.send(ctx, callRequest(c, id, driver)); err != nil {
		return err
	}
	o, err := l.send(ctx, stateRequest(id))
	if err == nil && o.State != c.state {
		err = fmt.Errorf("after %s order %d is %s, and not %s", c.name, id, o.State, c.state)
	}
	return err
}

// send sends one request and reads its answer, which must be good.
func (l *Load) send(ctx context.Context, r request) (order, error) {
	hr, err := http.NewRequestWithContext(ctx, r.method, l.options.URL+r.path, strings.NewReader(r.body))
	if err != nil {
		return order{}, err
	}
	if r.body != "" {
		hr.Header.Set("Content-Type", "application/json")
	}
	response, err := l.quiet.Do(hr)
	if err != nil {
		return order{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err != nil {
		return order{}, fmt.Errorf("%s %s: %w", r.method, r.path, err)
	}
	var o order
	if response.StatusCode != r.want || json.Unmarshal(body, &o) != nil {
		return order{}, fmt.Errorf("%s %s: %d %.100s", r.method, r.path, response.StatusCode, strings.TrimSpace(string(body)))
	}
	return o, nil
}
