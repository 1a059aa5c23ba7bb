package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"testing"
)

// TestAhead has two lanes of which one goes on only when the other has begun, and
// asks for the results in an order that is not that of the lanes' ends.
func TestAhead(t *testing.T) {
	v := &verifier{only: regexp.MustCompile("^[^x]")}
	var (
		mu    sync.Mutex
		order []string
		begun = make(chan struct{})
	)
	note := func(name string) (string, error) {
		mu.Lock()
		defer mu.Unlock()
		order = append(order, name)
		return "note of " + name, nil
	}
	fault := errors.New("a fault")
	waiting, start := v.ahead(2,
		[]check{
			{name: "a1", run: func(context.Context) (string, error) { <-begun; return note("a1") }},
			{name: "x", run: func(context.Context) (string, error) { return note("x") }}, // nobody wants it
			{name: "a2", run: func(context.Context) (string, error) { return note("a2") }},
		},
		[]check{{name: "b", run: func(context.Context) (string, error) { close(begun); return "", fault }}},
	)
	start(t.Context())
	v.started.Wait()
	if want := []string{"a1", "a2"}; !slices.Equal(order, want) {
		t.Errorf("ran %q; want %q, each once and in the lane's order", order, want)
	}
	var got []string
	for _, c := range slices.Backward(waiting) {
		note, err := c.run(t.Context())
		got = append(got, fmt.Sprintf("%s: %s %v", c.name, note, err))
	}
	if want := []string{"b:  a fault", "a2: note of a2 <nil>", "x:  <nil>", "a1: note of a1 <nil>"}; !slices.Equal(got, want) {
		t.Errorf("results %q; want %q", got, want)
	}
}

// TestAheadStarts proves that a result can be asked for before anybody has started
// the checks, and that an interrupt leaves out those that have not begun.
func TestAheadStarts(t *testing.T) {
	v := &verifier{only: regexp.MustCompile("")}
	ctx, interrupt := context.WithCancel(t.Context())
	waiting, _ := v.ahead(1, alone([]check{
		{name: "first", run: func(context.Context) (string, error) { interrupt(); return "ran", nil }},
		{name: "second", run: func(context.Context) (string, error) { return "ran", nil }},
	})...)
	for i, want := range []string{"ran", ""} {
		if note, err := waiting[i].run(ctx); note != want || err != nil {
			t.Errorf("%s = %q, %v; want %q", waiting[i].name, note, err, want)
		}
	}
	v.started.Wait()
}
