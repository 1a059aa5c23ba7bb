package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// memory keeps orders in memory, so that a test of the handlers needs no
// database. Like the repository it wraps its errors. It is safe for many goroutines.
type memory struct {
	mu     sync.Mutex
	orders []Order // the order with id n at index n-1
}

func (m *memory) Create(_ context.Context, customerID, merchantID string) (Order, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	o := Order{ID: int64(len(m.orders) + 1), CustomerID: customerID, MerchantID: merchantID, State: StateCreated}
	m.orders = append(m.orders, o)
	return o, nil
}

func (m *memory) Order(_ context.Context, id int64) (Order, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if id > int64(len(m.orders)) {
		return Order{}, fmt.Errorf("memory: order %d: %w", id, ErrNotFound)
	}
	return m.orders[id-1], nil
}

func (m *memory) State(ctx context.Context, id int64) (State, error) {
	o, err := m.Order(ctx, id)
	return o.State, err
}

func (m *memory) Transition(_ context.Context, id int64, from, to State, driverID string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if id > int64(len(m.orders)) {
		return fmt.Errorf("memory: order %d: %w", id, ErrNotFound)
	}
	o := &m.orders[id-1]
	if o.State != from {
		return fmt.Errorf("memory: order %d: %w", id, &StateError{State: o.State})
	}
	o.State = to
	if driverID != "" {
		o.DriverID = driverID
	}
	return nil
}

// newest returns the orders that match, the newest first.
func (m *memory) newest(match func(Order) bool) []Order {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := []Order{}
	for i := len(m.orders) - 1; i >= 0; i-- {
		if match(m.orders[i]) {
			found = append(found, m.orders[i])
		}
	}
	return found
}

func (m *memory) CustomerOrders(_ context.Context, customerID string) ([]Order, error) {
	found := m.newest(func(o Order) bool { return o.CustomerID == customerID })
	return found[:min(len(found), 100)], nil
}

func (m *memory) MerchantQueue(_ context.Context, merchantID string) (int, error) {
	return len(m.newest(func(o Order) bool {
		return o.MerchantID == merchantID && o.State == StateWaitingForDriverAllocation
	})), nil
}

func (m *memory) driving(driverID string) []Order {
	return m.newest(func(o Order) bool {
		return o.DriverID == driverID && (o.State == StateDriverOTWToPickup || o.State == StateDriverOTWToDestination)
	})
}

func (m *memory) DriverCurrent(_ context.Context, driverID string) (Order, error) {
	if driving := m.driving(driverID); len(driving) > 0 {
		return driving[0], nil
	}
	return Order{}, fmt.Errorf("memory: %w", ErrNotFound)
}

func (m *memory) DriverBusy(_ context.Context, driverID string) (bool, error) {
	return len(m.driving(driverID)) > 0, nil
}

// testInstances are the dependencies of a service that keeps its orders in
// memory and logs nothing: a red test should show what it has to say, and no more.
func testInstances() *Instances {
	m := &memory{}
	return &Instances{
		Orders:  m,
		Lookups: m,
		Log:     slog.New(slog.DiscardHandler),
		Timeout: time.Minute, // far longer than any test: no clock decides
	}
}

// serveInstances serves the whole service on a loopback port and returns its
// base URL.
func serveInstances(t testing.TB, in *Instances) string {
	server := httptest.NewServer(Handler(in))
	t.Cleanup(server.Close)
	return server.URL
}
