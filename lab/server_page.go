package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"time"

	"example.com/metricsworkshop/lab/dashboard"
	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/profiles"
)

// startPage starts the page, and what records for it.
func (s *server) startPage() error {
	page, err := dashboard.Listen(s.options.page, dashboard.Options{
		Store: s.store,
		Lab:   s,
		Profiles: &calmProfiles{
			Profiles: profiles.New(profiles.Options{Target: s.hub.now}),
			calm:     &s.turns.calm,
		},
	})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, page.Close)
	s.page = page
	s.startRecorder()
	s.sayReady("page", page.URL())
	return nil
}

var _ dashboard.Lab = (*server)(nil)

// StartLoad starts the page's load, or shapes it anew.
func (s *server) StartLoad(r live.LoadRequest) error { return s.pageLoad.start(s.hub.now(), r) }

// StopLoad ends the load, whosever it is.
func (s *server) StopLoad() error {
	if !s.turns.stop() {
		return conflict("no load runs that could be stopped")
	}
	return nil
}

// Want passes on what the page wants of the service.
func (s *server) Want(w live.Want) error { return s.hub.want(w, s.store.Steps()) }

// SendStatsD sends the line to the StatsD server, as a service would.
func (s *server) SendStatsD(line string) error {
	if s.statsd == nil {
		return conflict("the lab has no StatsD server " + s.options.noStatsD)
	}
	conn, err := net.DialTimeout("udp", s.statsd.Addr(), time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = io.WriteString(conn, line)
	return err
}

// conflict returns a refusal of what cannot be now.
func conflict(text string) error {
	return &dashboard.Refusal{Status: http.StatusConflict, Text: text}
}

// calmProfiles are profiles that are not taken while exact counts are: a request for
// one is a goroutine of the service, too.
type calmProfiles struct {
	*profiles.Profiles
	calm *calm
}

// Take takes a snapshot, unless it is calm or becomes so.
func (p *calmProfiles) Take(ctx context.Context, kind string, seconds int) (profiles.Snapshot, error) {
	ctx, leave, ok := p.calm.enter(ctx)
	if !ok {
		return profiles.Snapshot{}, conflict("the service's goroutines are being counted: take the profile when that is over")
	}
	defer leave()
	return p.Profiles.Take(ctx, kind, seconds)
}
