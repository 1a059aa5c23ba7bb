package main

import (
	"net/http"
	"testing"

	"github.com/newrelic/go-agent/v3/newrelic"
	"github.com/urfave/negroni/v3"

	"example.com/metricsworkshop/internal/segmenttest"
)

// BenchmarkNewRelic measures the request of BenchmarkMiddleware/statsd/8192 with a
// transaction around it and one segment in it: without an agent, and with one that
// is connected, set as the service sets it. Nothing is sent before the end.
//
//	go test -run '^$' -bench 'Middleware|NewRelic'
func BenchmarkNewRelic(b *testing.B) {
	b.Run("off", func(b *testing.B) {
		sendToSocket(b, 8192)
		benchmarkState(b, tracing(nil))
	})
	b.Run("connected", func(b *testing.B) {
		sendToSocket(b, 8192)
		agent := segmenttest.Start(b, newrelic.ConfigCodeLevelMetricsEnabled(false))
		benchmarkState(b, tracing(agent.App))
	})
}

// tracing returns the routes of BenchmarkMiddleware behind all of the service's
// middlewares.
func tracing(app *newrelic.Application) http.Handler {
	router := routesTo(func(w http.ResponseWriter, r *http.Request) {
		segment := StartDataSegmentNowForDataStore("findOrderState", "orders", newrelic.FromContext(r.Context()), newrelic.DatastoreMySQL)
		defer segment.End()
		PingHandler(w, r)
	})
	n := negroni.New(StatsDMiddlewareLogger(router), NewRelicMiddleware(app, router), newRecovery(discard))
	n.UseHandler(router)
	return n
}
