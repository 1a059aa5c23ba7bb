package main

import (
	"encoding/json"
	"fmt"
)

// The types of this file are what this program and the lab say to each other, and
// the lab's page shows: see lab/live, where each field is explained. That package is
// of another module, of which this one is a part.

// A serviceState is what the service under test is at this moment.
type serviceState struct {
	Name  string `json:"name"`
	Step  int    `json:"step"`
	State string `json:"state"`
	URL   string `json:"url,omitempty"`
	Debug string `json:"debug,omitempty"`
	PID   int    `json:"pid,omitempty"`
	Note  string `json:"note,omitempty"`
}

// The states of a service that are told the lab.
const (
	serviceBuilding = "building"
	serviceStarting = "starting"
	serviceRunning  = "running"
	serviceStopped  = "stopped"
	serviceEnded    = "ended"
	serviceFailed   = "failed"
)

// A stepChoice is a step that the page may ask for.
type stepChoice struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// A want is what the page asks of whoever runs the service.
type want struct {
	Do   string `json:"do"`
	Step string `json:"step,omitempty"`
}

// What a want may ask for.
const (
	wantStart   = "start"
	wantRestart = "restart"
	wantStop    = "stop"
)

// wordLine is the line that says a word and a value to the lab.
func wordLine(word string, value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", word, err)) // only for types that have no JSON, and these have
	}
	return word + " " + string(text) + "\n"
}
