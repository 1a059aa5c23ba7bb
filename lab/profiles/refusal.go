package profiles

import (
	"fmt"
	"net/http"
)

// A Refusal is why there is no snapshot. Take and Diff return one as a *Refusal for
// everything that the reader of the page can do something about.
type Refusal struct {
	// Status is that of the answer to a browser:
	//
	//	400 the request makes no sense: an unknown kind, a snapshot minus itself
	//	404 there is no such snapshot, or not any more
	//	409 the service has no profiles now: none runs, it has no debug listener,
	//	    net/http/pprof is not mounted, or it is busy with another CPU profile
	//	503 the service does not answer, or answers something else
	Status int

	// Text is what is wrong, and what to do.
	Text string
}

// Error returns the text.
func (r *Refusal) Error() string { return r.Text }

func badRequest(format string, args ...any) error {
	return &Refusal{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) error {
	return &Refusal{http.StatusNotFound, fmt.Sprintf(format, args...)}
}

func conflict(format string, args ...any) error {
	return &Refusal{http.StatusConflict, fmt.Sprintf(format, args...)}
}

func unavailable(format string, args ...any) error {
	return &Refusal{http.StatusServiceUnavailable, fmt.Sprintf(format, args...)}
}
