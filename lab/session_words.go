package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"

	"example.com/metricsworkshop/lab/live"
)

// atOnce are the words that are done at once, with what stands behind them.
var atOnce = map[string]func(s *session, text string) error{
	"service":   (*session).serviceWord,
	"output":    (*session).outputWord,
	"steps":     (*session).stepsWord,
	"take":      (*session).takeWord,
	"stop-load": (*session).stopLoadWord,
}

const wordsAtOnce = "service, output, steps, take and stop-load"

func (s *session) serviceWord(text string) error {
	service, err := decode[live.Service](text)
	if err != nil {
		return err
	}
	if err := checkService(service); err != nil {
		return err
	}
	s.hub.service(s, service)
	return nil
}

// serviceStates are all that there are.
var serviceStates = []string{
	live.ServiceNone, live.ServiceBuilding, live.ServiceStarting, live.ServiceRunning,
	live.ServiceStopped, live.ServiceEnded, live.ServiceFailed,
}

func checkService(s live.Service) error {
	if !slices.Contains(serviceStates, s.State) {
		return fmt.Errorf("there is no state %q; there are %q", s.State, serviceStates)
	}
	if s.State == live.ServiceRunning && s.URL == "" {
		return errors.New("a running service has a url, such as http://127.0.0.1:8080")
	}
	for name, text := range map[string]string{"url": s.URL, "debug": s.Debug} {
		if u, err := url.Parse(text); text != "" && (err != nil || u.Scheme != "http" || u.Host == "") {
			return fmt.Errorf("the %s is %q; write http://host:port", name, text)
		}
	}
	return nil
}

func (s *session) outputWord(text string) error {
	s.store.AddOutput(text)
	return nil
}

func (s *session) stepsWord(text string) error {
	if s.conn != nil {
		return errors.New("what the page may start is for the lab's own parent to say")
	}
	steps, err := decode[[]live.Step](text)
	if err != nil {
		return err
	}
	s.store.SetSteps(steps)
	return nil
}

func (s *session) takeWord(text string) error {
	if text != "" {
		return fmt.Errorf("%q stands behind it, where nothing belongs", text)
	}
	s.hub.take(s)
	return nil
}

func (s *session) stopLoadWord(text string) error {
	if text != "" {
		return fmt.Errorf("%q stands behind it, where nothing belongs", text)
	}
	s.stops.stop()
	s.turns.stop()
	return nil
}

// decode reads text, which must be the JSON of a T and nothing more.
func decode[T any](text string) (v T, err error) {
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&v); err != nil {
		return v, fmt.Errorf("%.100q is no JSON of it: %w", text, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return v, fmt.Errorf("%.100q has something behind its JSON", text)
	}
	return v, nil
}

// encode returns the JSON of v, which has nothing in it that JSON has not.
func encode(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // of our own types, a NaN: a mistake in the lab
	}
	return string(text)
}
