package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/newrelic/go-agent/v3/newrelic"
)

const (
	connectPatience = 3 * time.Second // for the agent to connect before the service starts
	sendPatience    = 3 * time.Second // for what it has collected when the service stops
)

// startNewRelic starts the agent, which is the caller's to shut down. Without a
// licence key and without a collector of one's own it returns nil: then every
// method of the agent's does nothing.
//
// The agent drops what begins before it is connected, so startNewRelic waits
// for it, but not longer than patience: a service starts without New Relic, too, and
// has a line in its log that New Relic does not answer.
func startNewRelic(getenv func(string) string, log *slog.Logger, patience time.Duration) (*newrelic.Application, error) {
	license, collector := getenv("NEW_RELIC_LICENSE_KEY"), getenv("NEW_RELIC_COLLECTOR_URL")
	if license == "" && collector == "" {
		log.Info("no New Relic: set NEW_RELIC_LICENSE_KEY to report to it")
		return nil, nil
	}
	options := []newrelic.ConfigOption{
		newrelic.ConfigAppName(valueOr(getenv("NEW_RELIC_APP_NAME"), "orders")),
		newrelic.ConfigLicense(license),
		newrelic.ConfigCodeLevelMetricsEnabled(false), // the route's name tells where in the code
		newrelic.ConfigLogger(agentLog{log}),
		func(config *newrelic.Config) {
			// What the client did wrong is no error of ours.
			config.ErrorCollector.IgnoreStatusCodes = []int{400, 404, 405, 409, 413, 415}
		},
	}
	if collector != "" {
		to, err := url.Parse(collector)
		if err != nil || to.Host == "" {
			return nil, fmt.Errorf("NEW_RELIC_COLLECTOR_URL is %q: want http://host:port, or nothing for New Relic's own", collector)
		}
		options = append(options, localCollector{to}.configure)
	}
	app, err := newrelic.NewApplication(options...)
	if err != nil {
		return nil, fmt.Errorf("NEW_RELIC_LICENSE_KEY: %w: copy the 40 characters anew, or leave it empty", err)
	}
	if err := app.WaitForConnection(patience); err != nil {
		log.Warn("New Relic does not answer: serving without it", "error", err)
	}
	return app, nil
}

// localCollector lets the agent talk to a collector at a URL in place of New
// Relic's, whose address it would make https in any case.
type localCollector struct{ url *url.URL }

// localTransport knows no proxy, and leaves no connection open behind an agent.
var localTransport = &http.Transport{DisableKeepAlives: true}

// RoundTrip implements http.RoundTripper.
func (c localCollector) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = c.url.Scheme, c.url.Host
	return localTransport.RoundTrip(r)
}

// configure keeps everything on this machine: the key, and the questions that the
// agent asks about the cloud it may run in.
func (c localCollector) configure(config *newrelic.Config) {
	config.License = strings.Repeat("0", 40)
	config.Transport = c
	config.Utilization.DetectAWS = false
	config.Utilization.DetectAzure = false
	config.Utilization.DetectGCP = false
	config.Utilization.DetectPCF = false
	config.Utilization.DetectDocker = false
	config.Utilization.DetectKubernetes = false
}

// hurryNames gives each question to a name server half a second, unless the program
// has a resolver of its own. Before the agent connects it looks up a name of New
// Relic's, with no limit and no switch: where the network swallows the question, as
// in a room with bad Wi-Fi, that took 10 s. It changes a variable of package net, so
// it must run before anything that looks names up.
var hurryNames = sync.OnceFunc(func() {
	if net.DefaultResolver.Dial != nil {
		return
	}
	net.DefaultResolver = &net.Resolver{
		PreferGo:     true,
		StrictErrors: true, // do not ask again with each search domain what nobody answered
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, address)
			if udp, ok := conn.(*net.UDPConn); ok {
				return hurried{udp, 500 * time.Millisecond}, nil
			}
			return conn, err
		},
	}
})

// hurried is a connection that waits no longer than patience, whatever it is told.
type hurried struct {
	*net.UDPConn
	patience time.Duration
}

func (c hurried) SetDeadline(time.Time) error {
	return c.UDPConn.SetDeadline(time.Now().Add(c.patience))
}

// agentLog is the service's log for the agent, which is silent about its
// errors without one.
type agentLog struct{ log *slog.Logger }

func (l agentLog) Error(text string, context map[string]any) { l.log.Error(text, "newrelic", context) }
func (l agentLog) Warn(text string, context map[string]any)  { l.log.Warn(text, "newrelic", context) }
func (l agentLog) Info(text string, context map[string]any)  { l.log.Debug(text, "newrelic", context) }
func (l agentLog) Debug(string, map[string]any)              {}
func (l agentLog) DebugEnabled() bool                        { return false }
