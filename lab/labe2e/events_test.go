package labe2e

import (
	"bufio"
	"encoding/json"
	"strings"

	"example.com/metricsworkshop/lab/live"
)

// follow reads the stream of events until what they add up to is what is looked for.
func (p *page) follow(shown func(live.State) bool) (live.State, error) {
	var state live.State
	response, err := p.client.Get(p.url + "events") // its time-out is for all of the stream
	if err != nil {
		return state, err
	}
	defer response.Body.Close()
	stream := bufio.NewReader(response.Body)
	for {
		name, data, err := readEvent(stream)
		if err == nil {
			err = apply(&state, name, data)
		}
		if err != nil {
			return state, err
		}
		if shown(state) {
			return state, nil
		}
	}
}

// readEvent reads the next event.
func readEvent(stream *bufio.Reader) (name string, data []byte, err error) {
	for {
		line, err := stream.ReadString('\n')
		if err != nil {
			return "", nil, err
		}
		field, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch {
		case field == "event":
			name = value
		case field == "data":
			data = []byte(value)
		case line == "\n" && name != "":
			return name, data, nil
		}
	}
}

// apply changes the state as an event says.
func apply(state *live.State, name string, data []byte) error {
	switch name {
	case "state":
		return json.Unmarshal(data, state)
	case live.EventSample:
		return add(&state.Samples, data)
	case live.EventMark:
		return add(&state.Marks, data)
	case live.EventService:
		state.Service = live.Service{}
		return json.Unmarshal(data, &state.Service)
	case live.EventLoad:
		state.Load = live.Load{}
		return json.Unmarshal(data, &state.Load)
	case live.EventSteps:
		state.Steps = nil
		return json.Unmarshal(data, &state.Steps)
	case live.EventParts:
		state.Parts = nil
		return json.Unmarshal(data, &state.Parts)
	}
	return nil // what no test asks for
}

// add decodes one more element.
func add[T any](all *[]T, data []byte) error {
	var one T
	err := json.Unmarshal(data, &one)
	*all = append(*all, one)
	return err
}
