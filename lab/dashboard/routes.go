package dashboard

import "net/http"

// handler is all that the server serves.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", serveIndex)
	mux.HandleFunc("GET /assets/", serveAsset)
	mux.HandleFunc("GET /events", s.events)
	mux.Handle("POST /api/load", api(s.startLoad))
	mux.Handle("POST /api/load/stop", api(s.stopLoad))
	mux.Handle("POST /api/want", api(s.want))
	mux.Handle("POST /api/statsd", api(s.sendStatsD))
	mux.Handle("GET /api/profiles", api(s.listProfiles))
	mux.Handle("POST /api/profiles", api(s.takeProfile))
	mux.Handle("POST /api/profiles/diff", api(s.diffProfiles))
	mux.Handle("GET /pprof/", api(s.pprof))
	mux.Handle("GET /report", api(s.report))
	return s.counted(safe(s.port(), explained(mux)))
}

// counted lets Close wait for the requests that have begun.
func (s *Server) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.busy.RLock()
		defer s.busy.RUnlock()
		if r.Context().Err() == nil { // not closed meanwhile
			next.ServeHTTP(w, r)
		}
	})
}

// explained makes the mux's own answers, 404 and 405, errors as all others are.
func explained(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		own, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		answer := &statusOnly{header: w.Header()}
		own.ServeHTTP(answer, r)
		text := "there is no " + r.URL.Path + " here: see /"
		if answer.status == http.StatusMethodNotAllowed {
			text = r.URL.Path + " wants another method: " + w.Header().Get("Allow")
		}
		writeError(w, &Refusal{answer.status, text})
	})
}

// statusOnly keeps an answer's header and status, and drops its body.
type statusOnly struct {
	header http.Header
	status int
}

func (s *statusOnly) Header() http.Header         { return s.header }
func (s *statusOnly) WriteHeader(status int)      { s.status = status }
func (s *statusOnly) Write(p []byte) (int, error) { return len(p), nil }
