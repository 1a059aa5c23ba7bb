package collector

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
)

// Transport is the way to the collector for an agent in the same process: assign
// it to the agent's Config.Transport. It uses no socket and leaves no goroutine.
func (c *Collector) Transport() http.RoundTripper { return transport{c} }

type transport struct{ handler http.Handler }

// RoundTrip answers r, whatever its host is.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer r.Body.Close()
	}
	received := r.Clone(r.Context())
	received.Host = cmp.Or(r.Host, r.URL.Host)
	if received.Body == nil {
		received.Body = http.NoBody
	}
	answer := recorder{header: http.Header{}, status: http.StatusOK}
	t.handler.ServeHTTP(&answer, received)
	return &http.Response{
		Status:        http.StatusText(answer.status),
		StatusCode:    answer.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        answer.header,
		Body:          io.NopCloser(&answer.body),
		ContentLength: int64(answer.body.Len()),
		Request:       r,
	}, nil
}

// recorder is a http.ResponseWriter that keeps the answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }
