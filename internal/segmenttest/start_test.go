package segmenttest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/newrelic/go-agent/v3/newrelic"
)

// fakeTB is a test whose Fatalf can be read.
type fakeTB struct {
	testing.TB
	fatal string
}

func (f *fakeTB) Fatalf(format string, args ...any) {
	f.fatal = fmt.Sprintf(format, args...)
	panic(f) // ends Start
}

// refusing is a way to a collector that is not to be had for a while.
type refusing struct {
	next  http.RoundTripper
	until time.Time
}

func (t *refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	if time.Now().After(t.until) {
		return t.next.RoundTrip(r)
	}
	r.Body.Close()
	return &http.Response{StatusCode: http.StatusServiceUnavailable, Body: http.NoBody, Request: r}, nil
}

// TestStartFails checks that a test whose agent cannot connect says why, on a
// clock that runs at once.
func TestStartFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeTB{TB: t}
		func() {
			defer func() { recover() }()
			Start(fake, func(c *newrelic.Config) {
				c.Transport = &refusing{next: c.Transport, until: time.Now().Add(2 * connectTimeout)}
			})
		}()
		if !strings.Contains(fake.fatal, "did not connect within 30s") || !strings.Contains(fake.fatal, "response code: 503") {
			t.Errorf("Start failed with %q; want what the agent said", fake.fatal)
		}

		func() {
			defer func() { recover() }()
			Start(fake, newrelic.ConfigLicense("short"))
		}()
		time.Sleep(4 * connectTimeout) // the agent's attempts end with one that succeeds
		if !strings.Contains(fake.fatal, "start the agent: license length is not 40") {
			t.Errorf("Start failed with %q; want the setting", fake.fatal)
		}
	})
}
