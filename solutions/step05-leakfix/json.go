package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"
)

const (
	maxBody = 64 << 10 // bytes of a request's body
	maxID   = 64       // characters of a customer's, merchant's or driver's id
)

// requestError is the client's mistake: its text goes out as it is.
type requestError struct {
	status int
	text   string
}

func (e *requestError) Error() string { return e.text }

// readIDs reads the request's body: one JSON object with just the given fields,
// each an id. It is a map, because a struct's fields take CUSTOMER_ID too.
func readIDs(w http.ResponseWriter, r *http.Request, fields ...string) (map[string]string, error) {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/json" {
		return nil, &requestError{http.StatusUnsupportedMediaType, "Content-Type must be application/json"}
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, &requestError{http.StatusRequestEntityTooLarge,
			fmt.Sprintf("the body must have at most %d bytes", maxBody)}
	}
	if err != nil {
		return nil, &requestError{http.StatusBadRequest, "the body could not be read to its end"}
	}
	var ids map[string]string
	if err := json.Unmarshal(raw, &ids); err != nil || len(ids) > len(fields) {
		return nil, &requestError{http.StatusBadRequest,
			fmt.Sprintf("the body must be one JSON object with just %s, each a string", strings.Join(fields, " and "))}
	}
	for _, field := range fields {
		if err := checkID(field, ids[field]); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// checkID returns an error unless id, the value of field, is one a party can have.
func checkID(field, id string) error {
	// Neither JSON nor MySQL would keep every id apart: what is no character
	// becomes U+FFFD in the one, and spaces at the end do not count in the other.
	if id == "" || id != strings.TrimSpace(id) || utf8.RuneCountInString(id) > maxID || strings.ContainsRune(id, utf8.RuneError) {
		return &requestError{http.StatusBadRequest,
			fmt.Sprintf("%s must be a text of 1 to %d characters, with no space around it", field, maxID)}
	}
	return nil
}

// writeJSON answers with value as JSON.
func writeJSON(w http.ResponseWriter, status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(body) // fails only when the client is gone
	return nil
}

// errorBody is the answer to every request that failed.
type errorBody struct {
	Error string `json:"error"`
}

// statusOf is the one place where an error becomes a status and a text for the
// client. What a client cannot mend gets a fixed text: SQL, addresses and
// stacks stay in the log.
func statusOf(err error) (status int, text string) {
	var (
		badRequest *requestError
		wrongState *StateError
	)
	switch {
	case errors.As(err, &badRequest):
		return badRequest.status, badRequest.text
	case errors.Is(err, ErrNotFound):
		return http.StatusNotFound, ErrNotFound.Error()
	case errors.As(err, &wrongState):
		return http.StatusConflict, wrongState.Error()
	case unavailable(err):
		return http.StatusServiceUnavailable, "the database does not answer; try again"
	}
	return http.StatusInternalServerError, "internal error"
}
