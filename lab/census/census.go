// Package census counts what a service and its database hold at rest, before and
// after requests of one kind. Under load a number says little: who works holds
// something. What is still held when all is answered was kept.
//
// [TakeLineUp] asks each of the service's four lookups and counts goroutines and
// connections. [TakeBytes] asks one of them and looks where the bytes are. Both send
// one request after another, so that the pool of a service which gives everything
// back never needs more than one connection, and the difference is exact.
package census

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"example.com/metricsworkshop/lab/load"
	"example.com/metricsworkshop/lab/procmem"
)

// Unknown stands for a number that is not to be had.
const Unknown = procmem.Unknown

const (
	// timeout is for one request. It is longer than the 5 s that the service gives
	// itself, so that its 503 is an answer and no silence.
	timeout = 7 * time.Second

	// giveUp is how many bad answers in a row are enough: a service whose pool is
	// exhausted takes 5 s for each.
	giveUp = 3

	progressEvery = 200 * time.Millisecond
)

// seeded returns what has made orders on the service of url.
func seeded(ctx context.Context, url string) (*load.Load, error) {
	l, err := load.New(load.Options{URL: url, Rate: 1, Requests: 1}) // it seeds and does not run
	if err != nil {
		return nil, err
	}
	if err := l.Seed(ctx); err != nil {
		return nil, fmt.Errorf("seed orders: %w\nIt needs a service whose five calls work", err)
	}
	return l, nil
}

// A client asks one thing after another, over one connection.
type client struct {
	http *http.Client
	base string // such as http://127.0.0.1:8080
}

// newClient returns a client, whose owner closes it.
func newClient(base string) *client {
	return &client{&http.Client{Timeout: timeout, Transport: &http.Transport{}}, strings.TrimSuffix(base, "/")}
}

// close leaves no connection, and so no goroutine of the service's, behind.
func (c *client) close() { c.http.CloseIdleConnections() }

// get returns the body of an answer that is 200; any other is an error.
func (c *client) get(ctx context.Context, path string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return "", err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return "", fmt.Errorf("GET %s: %w", path, err)
	}
	if response.StatusCode != http.StatusOK {
		return "", &statusError{path, response.StatusCode, strings.TrimSpace(string(body))}
	}
	return string(body), nil
}

// A statusError is an answer that is not 200.
type statusError struct {
	path   string
	status int
	body   string
}

func (e *statusError) Error() string {
	return fmt.Sprintf("GET %s: %d %.100s", e.path, e.status, e.body)
}

// asked is what came of some requests.
type asked struct {
	sent, good int
	trouble    error // the first one's that was not good
}

// ask sends n requests, one after another, to the paths that path returns for 0 to
// n-1, and tells progress how far it is. It stops when too many in a row go wrong,
// or ctx is done.
func (c *client) ask(ctx context.Context, n int, path func(i int) string, progress func(sent int)) asked {
	defer c.close()
	var a asked
	bad := 0
	for said := time.Now(); a.sent < n && bad < giveUp && ctx.Err() == nil; a.sent++ {
		if time.Since(said) > progressEvery {
			progress(a.sent)
			said = time.Now()
		}
		if _, err := c.get(ctx, path(a.sent)); err != nil {
			bad++
			if a.trouble == nil {
				a.trouble = err
			}
			continue
		}
		a.good++
		bad = 0
	}
	return a
}
