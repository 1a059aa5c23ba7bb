package collector

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// What the agent's protocol fixes.
const (
	invokePath      = "/agent_listener/invoke_raw_method"
	protocolVersion = "17"
	licenseLength   = 40
)

// Bounds of one call, compressed and not.
const (
	maxPayload  = 5_000_000
	maxInflated = 30_000_000
)

// emptyReply answers a call that carries data.
var emptyReply = []byte(`{"return_value":null}`)

// methods reads the bodies of all calls that an agent makes after its connect.
var methods = map[string]func(c *Collector, run string, body []byte) error{
	"metric_data":         (*Collector).metricData,
	"analytic_event_data": (*Collector).transactionData,
	"span_event_data":     (*Collector).spanData,
	"error_event_data":    (*Collector).errorData,

	// What nobody looks at yet is checked, and forgotten.
	"custom_event_data":       forget,
	"error_data":              forget,
	"log_event_data":          forget,
	"sql_trace_data":          forget,
	"transaction_sample_data": forget,
	"pprof_data":              func(*Collector, string, []byte) error { return nil }, // a profile, not JSON
}

func forget(_ *Collector, _ string, body []byte) error {
	if !json.Valid(body) {
		return errors.New("not JSON")
	}
	return nil
}

// invoke answers one call of an agent. Of the statuses that it may answer, 503
// lets the agent send the same again, and 400 lets it log a warning and go on.
func (c *Collector) invoke(r *http.Request) (status int, answer []byte) {
	query := r.URL.Query()
	method, run := query.Get("method"), query.Get("run_id")
	c.checkQuery(method, query)

	body, err := c.readBody(method, r)
	if err != nil {
		c.problem("%s: %v", method, err)
		return http.StatusServiceUnavailable, emptyReply
	}
	switch method {
	case "preconnect":
		answer = c.preconnect(r.Host, body)
	case "connect":
		answer = c.connect(body)
	default:
		read, ok := methods[method]
		if !ok {
			c.problem("unknown method %q", method)
			return http.StatusOK, emptyReply
		}
		c.checkRun(method, run)
		if err := read(c, run, body); err != nil {
			c.problem("%s: %v", method, err)
			return http.StatusBadRequest, emptyReply
		}
		answer = emptyReply
	}
	return http.StatusOK, answer
}

// checkQuery checks what every call has in its URL. The licence key is a secret
// and is not repeated.
func (c *Collector) checkQuery(method string, query url.Values) {
	if v := query.Get("protocol_version"); v != protocolVersion {
		c.problem("%s: protocol_version %q; want %s", method, v, protocolVersion)
	}
	if v := query.Get("marshal_format"); v != "json" {
		c.problem("%s: marshal_format %q; want json", method, v)
	}
	if n := len(query.Get("license_key")); n != licenseLength {
		c.problem("%s: a licence key of %d characters; want %d", method, n, licenseLength)
	}
}

func (c *Collector) checkRun(method, run string) {
	if run == "" {
		c.problem("%s: no run_id", method)
		return
	}
	c.mu.Lock()
	_, known := c.runs[run]
	c.mu.Unlock()
	if !known {
		c.problem("run_id %q is none of this collector's: was it started again? The data are kept", run)
	}
}

// readBody reads and decompresses the body of a call.
func (c *Collector) readBody(method string, r *http.Request) ([]byte, error) {
	body, err := readAtMost(r.Body, maxPayload)
	if err != nil {
		return nil, fmt.Errorf("read the body: %w", err)
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "gzip" {
		c.problem("%s: Content-Encoding %q; want gzip", method, encoding)
		return body, nil
	}
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		c.problem("%s: the body is not gzip: %v", method, err)
		return body, nil
	}
	inflated, err := readAtMost(reader, maxInflated)
	if err != nil {
		return nil, fmt.Errorf("decompress the body: %w", err)
	}
	return inflated, nil
}

func readAtMost(r io.Reader, n int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, n+1))
	if err == nil && int64(len(data)) > n {
		err = fmt.Errorf("more than %d bytes", n)
	}
	return data, err
}
