package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/mux"
	"github.com/newrelic/go-agent/v3/newrelic"
	"github.com/urfave/negroni/v3"
)

// Orders stores orders and moves them through their states.
type Orders interface {
	Create(ctx context.Context, customerID, merchantID string) (Order, error)
	Order(ctx context.Context, id int64) (Order, error)
	State(ctx context.Context, id int64) (State, error)
	Transition(ctx context.Context, id int64, from, to State, driverID string) error
}

// Lookups answers what each of the three parties asks.
type Lookups interface {
	CustomerOrders(ctx context.Context, customerID string) ([]Order, error)
	MerchantQueue(ctx context.Context, merchantID string) (int, error)
	DriverCurrent(ctx context.Context, driverID string) (Order, error)
	DriverBusy(ctx context.Context, driverID string) (bool, error)
}

// Instances is what the handlers need. All fields must be set but NewRelic.
type Instances struct {
	Orders   Orders
	Lookups  Lookups
	NewRelic *newrelic.Application // nil: no agent
	Log      *slog.Logger
	Timeout  time.Duration // for one request, the wait for a connection included
}

// Router has every route of the service.
func Router(in *Instances) *mux.Router {
	// The path is matched as it was sent: cleaning it would answer a POST to
	// /orders//pickup with a redirect to another route.
	router := mux.NewRouter().UseEncodedPath().SkipClean(true)
	router.HandleFunc("/ping", PingHandler).Methods(http.MethodGet)

	router.Handle("/orders", in.handle(in.create)).Methods(http.MethodPost)
	router.Handle("/orders/{id}", in.handle(in.order)).Methods(http.MethodGet)
	router.Handle("/orders/{id}/state", in.handle(in.state)).Methods(http.MethodGet)
	router.Handle("/orders/{id}/receipt", in.handle(in.receipt(newReceiptCache()))).Methods(http.MethodGet)
	for _, call := range []Call{CallAllocate, CallPickup, CallGoingToDestination, CallComplete} {
		router.Handle("/orders/{id}/"+string(call), in.handle(in.transition(call))).Methods(http.MethodPost)
	}

	router.Handle("/customers/{id}/orders", in.handle(in.customerOrders)).Methods(http.MethodGet)
	router.Handle("/merchants/{id}/queue", in.handle(in.merchantQueue)).Methods(http.MethodGet)
	router.Handle("/drivers/{id}/current", in.handle(in.driverCurrent)).Methods(http.MethodGet)
	router.Handle("/drivers/{id}/busy", in.handle(in.driverBusy)).Methods(http.MethodGet)

	router.NotFoundHandler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, http.StatusNotFound, errorBody{"no such route"})
	})
	router.MethodNotAllowedHandler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", strings.Join(allowedMethods(router, r), ", "))
		writeJSON(w, http.StatusMethodNotAllowed, errorBody{"this route does not take " + r.Method})
	})
	return router
}

// allowedMethods are the methods that the router has for r's path. A 405 must
// name them (RFC 9110, 15.5.6), and mux's own does not.
func allowedMethods(router *mux.Router, r *http.Request) []string {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := *r
		other.Method = method
		var match mux.RouteMatch
		if router.Match(&other, &match) && match.MatchErr == nil {
			allowed = append(allowed, method)
		}
	}
	return allowed
}

// Handler is what the service serves: the router behind its middlewares, the
// outermost first.
func Handler(in *Instances) http.Handler {
	router := Router(in)
	n := negroni.New()
	n.Use(StatsDMiddlewareLogger(router))          // outside recovery, or a panic would leave no metric
	n.Use(NewRelicMiddleware(in.NewRelic, router)) // inside, so that what it costs is in the time of StatsD
	n.Use(newRecovery(in.Log))
	n.UseHandler(router)
	return n
}

// handler is a handler that leaves its error to handle.
type handler func(w http.ResponseWriter, r *http.Request) error

// handle answers a request for which h returned an error, and logs the error
// unless the client made it or hung up. It gives h a deadline, and answers 503 a
// moment after it even where a query does not heed its context: a caller who waits
// for a connection never waits in silence.
func (in *Instances) handle(h handler) http.Handler {
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer keepStack()
		ctx, cancel := context.WithTimeout(r.Context(), in.Timeout)
		defer cancel()
		r = r.WithContext(ctx)
		err := h(w, r)
		if err == nil {
			return
		}
		status, text := statusOf(err)
		clientGone := errors.Is(r.Context().Err(), context.Canceled)
		if status >= http.StatusInternalServerError && !clientGone {
			in.Log.Error("request failed", "method", r.Method, "path", r.URL.Path, "status", status, "error", err)
			newrelic.FromContext(r.Context()).NoticeError(err)
		}
		writeJSON(w, status, errorBody{text})
	})
	// A little later, so that a query that heeds its context is answered for by its
	// own handler, which knows and logs the cause.
	deadline := http.TimeoutHandler(answer, in.Timeout+in.Timeout/20, `{"error":"the request took too long; try again"}`)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json") // of that 503; every other answer sets its own
		deadline.ServeHTTP(w, r)
	})
}
