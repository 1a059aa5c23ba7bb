package main

import (
	"errors"
	"fmt"
)

// State is where an order is in its life.
type State string

// The five states, in the order an order passes through them.
const (
	StateCreated                    State = "CREATED"
	StateWaitingForDriverAllocation State = "WAITING_FOR_DRIVER_ALLOCATION"
	StateDriverOTWToPickup          State = "DRIVER_OTW_TO_PICKUP"
	StateDriverOTWToDestination     State = "DRIVER_OTW_TO_DESTINATION"
	StateComplete                   State = "COMPLETE"
)

// Call is what one of the three parties does to an order. Its text is the last
// part of the call's path: POST /orders/{id}/pickup.
type Call string

// The four calls that move an order on. Create is not one: there is no order yet.
const (
	CallAllocate           Call = "allocate"
	CallPickup             Call = "pickup"
	CallGoingToDestination Call = "going-to-destination"
	CallComplete           Call = "complete"
)

// Order is one order of food: a customer's, from a merchant, brought by a driver.
type Order struct {
	ID         int64  `json:"id"`
	CustomerID string `json:"customer_id"`
	MerchantID string `json:"merchant_id"`
	DriverID   string `json:"driver_id,omitempty"` // empty until a driver picks it up
	State      State  `json:"state"`
}

// ErrNotFound says that there is no such order.
var ErrNotFound = errors.New("no such order")

// StateError says that a call came for an order in another state than the one
// the call starts from.
type StateError struct {
	State State // the state the order is in
}

func (e *StateError) Error() string {
	return fmt.Sprintf("the order is in state %s", e.State)
}

// FromTo is the state machine: call moves an order from one state to the next.
// For a call that is none of the four, ok is false.
func FromTo(call Call) (from, to State, ok bool) {
	switch call {
	case CallAllocate:
		return StateCreated, StateWaitingForDriverAllocation, true
	case CallPickup:
		return StateWaitingForDriverAllocation, StateDriverOTWToPickup, true
	case CallGoingToDestination:
		return StateDriverOTWToPickup, StateDriverOTWToDestination, true
	case CallComplete:
		return StateDriverOTWToDestination, StateComplete, true
	}
	return "", "", false
}
