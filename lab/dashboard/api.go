package dashboard

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"example.com/metricsworkshop/lab/live"
)

// maxLine is the most bytes of a StatsD line from the page: what surely fits in one
// datagram.
const maxLine = 512

func (s *Server) startLoad(w http.ResponseWriter, r *http.Request) error {
	wanted, err := decode[live.LoadRequest](s, w, r)
	if err != nil {
		return err
	}
	return noContent(w, s.options.Lab.StartLoad(wanted))
}

func (s *Server) stopLoad(w http.ResponseWriter, _ *http.Request) error {
	return noContent(w, s.options.Lab.StopLoad())
}

func (s *Server) want(w http.ResponseWriter, r *http.Request) error {
	wanted, err := decode[live.Want](s, w, r)
	if err != nil {
		return err
	}
	switch wanted.Do {
	case "start":
		if !slices.ContainsFunc(s.options.Store.Steps(), func(step live.Step) bool { return step.Name == wanted.Step }) {
			return &Refusal{http.StatusBadRequest, "there is no such step: choose one of those that the page lists"}
		}
	case "restart", "stop":
		if wanted.Step != "" {
			return &Refusal{http.StatusBadRequest, "only start takes a step"}
		}
	default:
		return &Refusal{http.StatusBadRequest, "do is start, restart or stop"}
	}
	if err := s.options.Lab.Want(wanted); err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

func (s *Server) sendStatsD(w http.ResponseWriter, r *http.Request) error {
	wanted, err := decode[struct {
		Line string `json:"line"`
	}](s, w, r)
	switch {
	case err != nil:
		return err
	case wanted.Line == "":
		return &Refusal{http.StatusBadRequest, "the line is empty: send one such as hello:1|c"}
	case len(wanted.Line) > maxLine:
		return &Refusal{http.StatusBadRequest, "the line is too long: send one such as hello:1|c"}
	case strings.ContainsFunc(wanted.Line, unicode.IsControl):
		return &Refusal{http.StatusBadRequest, "it must be one line, without tabs and the like: send one such as hello:1|c"}
	}
	return noContent(w, s.options.Lab.SendStatsD(wanted.Line))
}

// noContent answers that what was asked for is done, unless err is an error.
func noContent(w http.ResponseWriter, err error) error {
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}

// report serves the comparison that SetComparison was given.
func (s *Server) report(w http.ResponseWriter, _ *http.Request) error {
	c := s.comparison.Load()
	if c == nil {
		return &Refusal{http.StatusNotFound, "no demo has ended yet: run go tool workshop demo"}
	}
	var page bytes.Buffer
	if err := WriteReport(&page, *c); err != nil {
		return err
	}
	w.Header().Set("Content-Security-Policy", reportPolicy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err := page.WriteTo(w)
	return err
}
