package main

import (
	"fmt"
	"testing"

	"example.com/metricsworkshop/internal/ordertest"
	"example.com/metricsworkshop/internal/verdict"
)

// TestStateMachine proves task 1.1: each call leads from one state to the next,
// and an order lives its whole life over HTTP, on an in-memory repository.
func TestStateMachine(t *testing.T) {
	v := verdict.For(t, "1.1")
	tests := []struct {
		call     Call
		from, to State
		ok       bool
		why      string
	}{
		{CallAllocate, StateCreated, StateWaitingForDriverAllocation, true, "allocate starts the search for a driver"},
		{CallPickup, StateWaitingForDriverAllocation, StateDriverOTWToPickup, true, "pickup is when a driver takes the order and sets off to the merchant"},
		{CallGoingToDestination, StateDriverOTWToPickup, StateDriverOTWToDestination, true, "the driver has the food and sets off to the customer"},
		{CallComplete, StateDriverOTWToDestination, StateComplete, true, "the food is there: the order ends"},
		{"create", "", "", false, "create makes an order: there is no state that it starts from"},
		{"", "", "", false, "what is no call moves nothing"},
	}
	for _, tt := range tests {
		var got string
		err := verdict.Call(func() error {
			from, to, ok := FromTo(tt.call)
			got = fmt.Sprintf("%q, %q, %v", from, to, ok)
			return nil
		})
		if err != nil {
			got = err.Error()
		}
		want := fmt.Sprintf("%q, %q, %v", tt.from, tt.to, tt.ok)
		if got != want {
			v.Wrong(verdict.Finding{
				Called: fmt.Sprintf("FromTo(%q)", tt.call),
				Got:    got,
				Want:   want,
				Why:    tt.why,
			})
		}
	}
	base := serveInstances(t, testInstances())
	if v.OK() && ordertest.Ready(t, base) { // or it would be another task's red
		ordertest.Life(v, base)
		ordertest.Transitions(v, base)
		ordertest.Lookups(v, base)
	}
}
