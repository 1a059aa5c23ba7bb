// Package fakeorders is an order service without a database, for tests of what
// talks to one. It has the calls and lookups of the real one, and none of its
// care for what clients do wrong.
package fakeorders

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
)

// The calls after the first one, and the state that each leads to from the one
// before.
var (
	calls  = []string{"allocate", "pickup", "going-to-destination", "complete"}
	states = []string{"CREATED", "WAITING_FOR_DRIVER_ALLOCATION", "DRIVER_OTW_TO_PICKUP", "DRIVER_OTW_TO_DESTINATION", "COMPLETE"}
)

// A Service is an order service. Its zero value has no orders.
type Service struct {
	mu     sync.Mutex
	orders []order
	hits   int
}

type order struct {
	customer, merchant, driver string
	state                      int // an index of states
}

func (o order) onWay() bool { return o.state == 2 || o.state == 3 }

// Orders returns how many orders the service has in each state.
func (s *Service) Orders() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := map[string]int{}
	for _, o := range s.orders {
		n[states[o.state]]++
	}
	return n
}

// BusyHits returns how often it said that a driver is busy.
func (s *Service) BusyHits() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hits
}

// Handler returns the service's routes.
func (s *Service) Handler() http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("POST /orders", s.create)
	routes.HandleFunc("POST /orders/{id}/{call}", s.call)
	routes.HandleFunc("GET /orders/{id}/state", s.state)
	routes.HandleFunc("GET /orders/{id}/receipt", s.receipt)
	routes.HandleFunc("GET /customers/{id}/orders", s.lookup(func(o order) string { return o.customer }))
	routes.HandleFunc("GET /merchants/{id}/queue", s.lookup(func(o order) string { return o.merchant }))
	routes.HandleFunc("GET /drivers/{id}/current", s.current)
	routes.HandleFunc("GET /drivers/{id}/busy", s.busy)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		routes.ServeHTTP(w, r)
	})
}

func (s *Service) create(w http.ResponseWriter, r *http.Request) {
	var body map[string]string
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body["customer_id"] == "" || body["merchant_id"] == "" {
		answer(w, http.StatusBadRequest, nil)
		return
	}
	s.orders = append(s.orders, order{customer: body["customer_id"], merchant: body["merchant_id"]})
	w.Header().Set("Location", fmt.Sprintf("/orders/%d", len(s.orders)))
	s.answerState(w, http.StatusCreated, len(s.orders))
}

func (s *Service) call(w http.ResponseWriter, r *http.Request) {
	id, o := s.order(r)
	step := slices.Index(calls, r.PathValue("call"))
	switch {
	case o == nil || step < 0:
		answer(w, http.StatusNotFound, nil)
		return
	case o.state != step:
		answer(w, http.StatusConflict, nil)
		return
	case calls[step] == "pickup":
		var body map[string]string
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body["driver_id"] == "" {
			answer(w, http.StatusBadRequest, nil)
			return
		}
		o.driver = body["driver_id"]
	}
	o.state++
	s.answerState(w, http.StatusOK, id)
}

func (s *Service) state(w http.ResponseWriter, r *http.Request) {
	id, o := s.order(r)
	if o == nil {
		answer(w, http.StatusNotFound, nil)
		return
	}
	s.answerState(w, http.StatusOK, id)
}

func (s *Service) receipt(w http.ResponseWriter, r *http.Request) {
	id, o := s.order(r)
	if o == nil {
		answer(w, http.StatusNotFound, nil)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintf(w, "Order %d of %s\n", id, o.customer)
}

// lookup answers with how many orders a party has.
func (s *Service) lookup(party func(order) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n := 0
		for _, o := range s.orders {
			if party(o) == r.PathValue("id") {
				n++
			}
		}
		answer(w, http.StatusOK, n)
	}
}

func (s *Service) current(w http.ResponseWriter, r *http.Request) {
	if i := s.currentOf(r.PathValue("id")); i >= 0 {
		s.answerState(w, http.StatusOK, i+1)
		return
	}
	answer(w, http.StatusNotFound, nil)
}

func (s *Service) busy(w http.ResponseWriter, r *http.Request) {
	busy := s.currentOf(r.PathValue("id")) >= 0
	if busy {
		s.hits++
	}
	answer(w, http.StatusOK, map[string]bool{"busy": busy})
}

func (s *Service) currentOf(driver string) int {
	return slices.IndexFunc(s.orders, func(o order) bool { return o.driver == driver && o.onWay() })
}

// order finds the order of a path; nil for none.
func (s *Service) order(r *http.Request) (id int, o *order) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil || id < 1 || id > len(s.orders) {
		return 0, nil
	}
	return id, &s.orders[id-1]
}

func (s *Service) answerState(w http.ResponseWriter, status, id int) {
	answer(w, status, map[string]any{"id": id, "state": states[s.orders[id-1].state]})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}
