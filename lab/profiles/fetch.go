package profiles

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/pprof/profile"

	"example.com/metricsworkshop/lab/live"
)

// maxBytes is the most that a profile may have, packed and unpacked. One of a service
// with many thousand goroutines has less than a hundredth of it.
const maxBytes = 64 << 20

// maxSeconds is how long a CPU profile may last.
const maxSeconds = 30

// paths are those of net/http/pprof.
var paths = map[string]string{
	KindGoroutine: "/debug/pprof/goroutine",
	KindHeap:      "/debug/pprof/heap?gc=1", // what only waits to be collected is no leak
	KindAllocs:    "/debug/pprof/allocs",
	KindCPU:       "/debug/pprof/profile",
}

// client keeps no connection open: a kept one is a goroutine in the service's count.
// It goes straight to the address that it is given, past proxies and redirects.
var client = &http.Client{
	Transport:     &http.Transport{DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// fetch asks a service for a profile. It returns that as it came, and parsed.
func (p *Profiles) fetch(ctx context.Context, s live.Service, kind string, seconds int) ([]byte, *profile.Profile, error) {
	path, ok := paths[kind]
	switch {
	case !ok:
		return nil, nil, badRequest("there is no profile of kind %q: ask for %s, %s, %s or %s",
			kind, KindGoroutine, KindHeap, KindAllocs, KindCPU)
	case kind == KindCPU && (seconds < 1 || seconds > maxSeconds):
		return nil, nil, badRequest("a CPU profile of %d seconds: ask for 1 to %d", seconds, maxSeconds)
	case s.State != live.ServiceRunning:
		return nil, nil, conflict("no service is up: start one, or wait for it")
	case s.Debug == "":
		return nil, nil, conflict("%s has no debug listener: it comes with step 4", s.Name)
	}
	patience := p.grace
	if kind == KindCPU {
		path += fmt.Sprintf("?seconds=%d", seconds)
		patience += time.Duration(seconds) * time.Second
	}

	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	raw, err := p.get(limited, s, path)
	switch {
	case ctx.Err() != nil:
		return nil, nil, context.Cause(ctx) // whoever asked has gone
	case errors.Is(err, context.DeadlineExceeded):
		return nil, nil, unavailable("%s has sent no profile within %v: is it stuck? restart it", s.Name, patience)
	case err != nil:
		return nil, nil, err
	}
	prof, err := p.decode(raw)
	if err != nil {
		return nil, nil, unavailable("%s has sent no profile from %s: %v: mount net/http/pprof there (task 4.1)", s.Name, path, err)
	}
	return raw, prof, nil
}

// get returns the body of a good answer from a service's debug listener.
func (p *Profiles) get(ctx context.Context, s live.Service, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Debug+path, nil)
	if err != nil {
		return nil, unavailable("the address of %s's debug listener: %v", s.Name, err)
	}
	resp, err := client.Do(r)
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err // without the address, which broken has, too
	}
	if err != nil {
		return nil, broken(s, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, badAnswer(s, path, resp)
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, p.limit+1))
	if err != nil {
		return nil, broken(s, err)
	}
	if int64(len(raw)) > p.limit {
		return nil, unavailable("%s sends a profile of more than %d bytes: take it with go tool pprof", s.Name, p.limit)
	}
	return raw, nil
}

// broken says that a connection to a service did not come about or broke; a deadline
// is left as it is.
func broken(s live.Service, err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return unavailable("%s does not answer at %s: %v: look at its output, and restart it", s.Name, s.Debug, err)
}

// badAnswer says what to do about an answer that is not 200.
func badAnswer(s live.Service, path string, resp *http.Response) error {
	if resp.StatusCode == http.StatusNotFound {
		return conflict("%s has nothing at %s: mount net/http/pprof on its debug listener (task 4.1)", s.Name, path)
	}
	start, _ := io.ReadAll(io.LimitReader(resp.Body, 200)) // what came is enough to say why
	text := strings.Join(strings.Fields(string(start)), " ")
	if strings.Contains(text, "already in use") { // net/http/pprof's words: a process has one CPU profile at a time
		return conflict("a CPU profile of %s is being taken already: wait until it is done", s.Name)
	}
	return unavailable("%s answers %s to %s, %q: look at its output", s.Name, resp.Status, path, text)
}

// decode parses a profile in the form in which net/http/pprof sends it.
func (p *Profiles) decode(raw []byte) (*profile.Profile, error) {
	unpack, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(unpack, p.limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > p.limit {
		return nil, fmt.Errorf("it unpacks to more than %d bytes", p.limit)
	}
	prof, err := profile.ParseUncompressed(data)
	if err != nil {
		return nil, err
	}
	return prof, prof.CheckValid()
}
