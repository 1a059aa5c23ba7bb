package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gorilla/mux"
)

// PingHandler answers as long as the process serves, with or without a database.
func PingHandler(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, "pong")
}

func (in *Instances) create(w http.ResponseWriter, r *http.Request) error {
	ids, err := readIDs(w, r, "customer_id", "merchant_id")
	if err != nil {
		return err
	}
	order, err := in.Orders.Create(r.Context(), ids["customer_id"], ids["merchant_id"])
	if err != nil {
		return err
	}
	w.Header().Set("Location", fmt.Sprintf("/orders/%d", order.ID))
	return writeJSON(w, http.StatusCreated, order)
}

func (in *Instances) order(w http.ResponseWriter, r *http.Request) error {
	id, err := orderID(r)
	if err != nil {
		return err
	}
	order, err := in.Orders.Order(r.Context(), id)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, order)
}

// stateBody is the answer of GetState and of the four calls.
type stateBody struct {
	ID    int64 `json:"id"`
	State State `json:"state"`
}

func (in *Instances) state(w http.ResponseWriter, r *http.Request) error {
	id, err := orderID(r)
	if err != nil {
		return err
	}
	state, err := in.Orders.State(r.Context(), id)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, stateBody{ID: id, State: state})
}

// transition returns the handler of one call.
func (in *Instances) transition(call Call) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := orderID(r)
		if err != nil {
			return err
		}
		driverID := ""
		if call == CallPickup { // the only call that says something: who drives
			ids, err := readIDs(w, r, "driver_id")
			if err != nil {
				return err
			}
			driverID = ids["driver_id"]
		}
		from, to, ok := FromTo(call)
		if !ok {
			return fmt.Errorf("the state machine does not know %q", call)
		}
		if err := in.Orders.Transition(r.Context(), id, from, to, driverID); err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, stateBody{ID: id, State: to})
	}
}

func (in *Instances) customerOrders(w http.ResponseWriter, r *http.Request) error {
	orders, err := in.Lookups.CustomerOrders(r.Context(), partyID(r))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, orders)
}

func (in *Instances) merchantQueue(w http.ResponseWriter, r *http.Request) error {
	waiting, err := in.Lookups.MerchantQueue(r.Context(), partyID(r))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]int{"waiting": waiting})
}

func (in *Instances) driverCurrent(w http.ResponseWriter, r *http.Request) error {
	order, err := in.Lookups.DriverCurrent(r.Context(), partyID(r))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, order)
}

func (in *Instances) driverBusy(w http.ResponseWriter, r *http.Request) error {
	busy, err := in.Lookups.DriverBusy(r.Context(), partyID(r))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]bool{"busy": busy})
}

// orderID is the order's id in the path. What is no positive integer names no order.
func orderID(r *http.Request) (int64, error) {
	id, err := strconv.ParseUint(mux.Vars(r)["id"], 10, 63)
	if err != nil || id == 0 {
		return 0, ErrNotFound
	}
	return int64(id), nil
}

// partyID is the customer's, merchant's or driver's id in the path. The router
// matches the path as it was sent, so that an id may hold a slash (as %2F).
func partyID(r *http.Request) string {
	raw := mux.Vars(r)["id"]
	id, err := url.PathUnescape(raw)
	if err != nil {
		return raw // cannot be: net/http has parsed the path
	}
	return id
}
