package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestDependencies keeps the first "go tool workshop" on a fresh machine quick:
// net/http alone would add half as much again to what has to be compiled.
func TestDependencies(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(strings.Fields(string(out)), "net/http") {
		t.Error("workshop imports net/http, directly or not; find out how with: go list -deps -f '{{.ImportPath}}: {{.Imports}}' ./cmd/workshop")
	}
}

func TestFindVerb(t *testing.T) {
	tests := []struct{ name, want string }{
		{"rum", `there is no verb "rum"; did you mean "run"?`},
		{"docter", `there is no verb "docter"; did you mean "doctor"?`},
		{"hlep", `there is no verb "hlep"; did you mean "help"?`},
		{"frobnicate", `there is no verb "frobnicate"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := findVerb(tt.name)
			if err == nil {
				t.Fatalf("findVerb(%q) found one", tt.name)
			}
			if got, _, _ := strings.Cut(err.Error(), "\n"); got != tt.want {
				t.Errorf("findVerb(%q) = %q; want %q", tt.name, got, tt.want)
			}
		})
	}
	for _, v := range verbs() {
		if got, err := findVerb(v.name); err != nil || got.name != v.name {
			t.Errorf("findVerb(%q) = %q, %v", v.name, got.name, err)
		}
	}
}
