package dashboard

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"example.com/metricsworkshop/lab/profiles"
)

// maxBody is the most bytes that a request's body may have.
const maxBody = 4 << 10

// An api serves a request, or says what is wrong with it.
type api func(http.ResponseWriter, *http.Request) error

func (h api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := h(w, r); err != nil {
		writeError(w, err)
	}
}

// decode reads a request's body, which is one JSON value with known fields only.
// Its errors are refusals.
func decode[T any](s *Server, w http.ResponseWriter, r *http.Request) (T, error) {
	var v T
	body, err := readBody(w, r, s.timing.body)
	if err != nil {
		return v, err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		return v, &Refusal{http.StatusBadRequest, fmt.Sprintf("the body is not what is wanted here: %v", err)}
	}
	if _, err := d.Token(); err != io.EOF {
		return v, &Refusal{http.StatusBadRequest, "the body has more than one JSON value"}
	}
	return v, nil
}

// readBody reads all of a request's body, which must have come in time.
func readBody(w http.ResponseWriter, r *http.Request, within time.Duration) ([]byte, error) {
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(time.Now().Add(within)); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	switch {
	case err == nil:
		// The server reads on, to see whether the client hangs up.
		return body, control.SetReadDeadline(time.Time{})
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, &Refusal{http.StatusRequestTimeout, "the body is late: send it at once"}
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, &Refusal{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is too large: send at most %d bytes", maxBody)}
	}
	return nil, &Refusal{http.StatusBadRequest, fmt.Sprintf("the body cannot be read: %v", err)}
}

// writeError answers with an error.
func writeError(w http.ResponseWriter, err error) {
	writeJSON(w, status(err), map[string]string{"error": err.Error()})
}

// status is that of the answer to an error. Those that are no refusal are of the lab,
// or of what it needs, and not for long.
func status(err error) int {
	if refusal, ok := errors.AsType[*Refusal](err); ok {
		return refusal.Status
	}
	if refusal, ok := errors.AsType[*profiles.Refusal](err); ok {
		return refusal.Status
	}
	return http.StatusServiceUnavailable
}

// writeJSON answers with v.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(v)
}
