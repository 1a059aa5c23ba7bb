package dashboard

import (
	"net/http"
	"strings"

	"example.com/metricsworkshop/lab/live"
	"example.com/metricsworkshop/lab/profiles"
)

func (s *Server) listProfiles(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, s.options.Profiles.List())
}

func (s *Server) takeProfile(w http.ResponseWriter, r *http.Request) error {
	wanted, err := decode[struct {
		Kind    string `json:"kind"`
		Seconds int    `json:"seconds"`
	}](s, w, r)
	if err != nil {
		return err
	}
	snapshot, err := s.options.Profiles.Take(r.Context(), wanted.Kind, wanted.Seconds)
	return s.created(w, snapshot, err)
}

func (s *Server) diffProfiles(w http.ResponseWriter, r *http.Request) error {
	wanted, err := decode[struct {
		Base string `json:"base"`
		ID   string `json:"id"`
	}](s, w, r)
	if err != nil {
		return err
	}
	snapshot, err := s.options.Profiles.Diff(wanted.Base, wanted.ID)
	return s.created(w, snapshot, err)
}

// created answers with a new snapshot, unless err is an error, and tells all pages
// of it.
func (s *Server) created(w http.ResponseWriter, snapshot profiles.Snapshot, err error) error {
	if err != nil {
		return err
	}
	s.options.Store.Changed(live.EventProfiles, s.options.Profiles.List())
	return writeJSON(w, http.StatusCreated, snapshot)
}

// pprof serves pprof's web UI. What that could write on this machine, the settings
// of its user, is out of reach.
func (s *Server) pprof(w http.ResponseWriter, r *http.Request) error {
	for part := range strings.SplitSeq(strings.ToLower(r.URL.Path), "/") {
		if part == "saveconfig" || part == "deleteconfig" {
			return &Refusal{http.StatusForbidden, "the lab keeps no settings of pprof: put them into the address instead"}
		}
	}
	s.options.Profiles.ServeHTTP(w, r)
	return nil
}
