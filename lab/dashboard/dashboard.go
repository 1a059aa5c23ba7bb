// Package dashboard serves the lab's page: its files, the events that keep it up to
// date, what its buttons ask for, and pprof's web UI. It listens on loopback only.
//
// The page can start processes and load, so it takes orders from nobody but itself:
// see safety.go.
package dashboard

import (
	"context"
	"net/http"

	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/profiles"
)

// A Lab does what the page asks for. Its methods are called at the same time, and
// return at once. An error's text is what the page shows, so it says what to do. It
// is a [*Refusal] if the one who asks can change that.
type Lab interface {
	// StartLoad starts the page's load, or shapes it anew.
	StartLoad(live.LoadRequest) error

	// StopLoad ends the load, whosever it is.
	StopLoad() error

	// Want passes on what the page wants of the service. It does not wait for that.
	Want(live.Want) error

	// SendStatsD sends the line to the lab's StatsD server, as one datagram.
	SendStatsD(line string) error
}

// Profiles takes profiles of the service and shows them: below /pprof/ it is pprof's
// web UI, with the headers that this one needs. [profiles.Profiles] has the contract.
type Profiles interface {
	http.Handler
	Take(ctx context.Context, kind string, seconds int) (profiles.Snapshot, error)
	Diff(base, id string) (profiles.Snapshot, error)
	List() []profiles.Snapshot // never nil
}

// Options are what a page shows and whom it asks. All of them are needed.
type Options struct {
	Store    *live.Store
	Lab      Lab
	Profiles Profiles
}

// A Refusal is an error that the one who asked can change. The page gets its text,
// as it gets that of a [profiles.Refusal].
type Refusal struct {
	Status int // an HTTP status such as 409
	Text   string
}

func (r *Refusal) Error() string { return r.Text }
