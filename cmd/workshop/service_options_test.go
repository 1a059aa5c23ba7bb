package main

import (
	"flag"
	"io"
	"slices"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
)

// TestWantsDebug holds that only a service that has a debug listener is looked at
// for one, and that no other place is taken for it.
func TestWantsDebug(t *testing.T) {
	tests := []struct {
		name, addr string
		step       int
		want       bool
	}{
		{"an earlier step", "127.0.0.1:6060", firstDebug - 1, false},
		{"the first", "127.0.0.1:6060", firstDebug, true},
		{"a later one", "127.0.0.1:6060", firstDebug + 1, true},
		{"off", "off", firstDebug, false},
		{"not said", "", firstDebug, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := runOptions{dir: lesson.Dir{Step: lesson.Step{Number: tt.step}}, service: serviceOptions{debugAddr: tt.addr}}
			if got := o.wantsDebug(); got != tt.want {
				t.Errorf("wantsDebug = %v; want %v", got, tt.want)
			}
			places := o.places(&env{Getenv: func(string) string { return "" }})
			if got := slices.ContainsFunc(places, func(p place) bool { return p.flag == "debug-addr" && p.addr == tt.addr }); got != tt.want {
				t.Errorf("the places %v have it: %v; want %v", places, got, tt.want)
			}
		})
	}
}

func TestVariables(t *testing.T) {
	var v variables
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Var(&v, "env", "")
	if err := flags.Parse([]string{"-env", "GODEBUG=a=1,b=2", "-env", "EMPTY="}); err != nil {
		t.Fatal(err)
	}
	if want := (variables{"GODEBUG=a=1,b=2", "EMPTY="}); !slices.Equal(v, want) {
		t.Errorf("the variables are %q; want %q", v, want)
	}
	if got, want := v.String(), "GODEBUG=a=1,b=2 -env EMPTY="; got != want {
		t.Errorf("String = %q; want %q, as it is typed again", got, want)
	}
	if !v.has("EMPTY") || v.has("a") {
		t.Error("has: want EMPTY, which is a name, and not a, which is part of a value")
	}
	for name, instead := range insteadOf {
		if err := v.Set(name + "=x"); err == nil || !strings.HasSuffix(err.Error(), instead) {
			t.Errorf("Set(%s) = %v; want an error that ends with %q", name, err, instead)
		}
	}
	if len(v) != 2 {
		t.Errorf("the variables are %q; want none of those that were refused", v)
	}
}
