package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestStartMatches holds that a pack has the modules that its start asks for.
func TestStartMatches(t *testing.T) {
	for _, l := range listings {
		quoted := `{"` + strings.Join(l.args, `", "`) + `"}`
		if !strings.Contains(startProgram, quoted) {
			t.Errorf("packed/start.go runs no listing with %s, which pack gathers modules by", quoted)
		}
	}
	for _, text := range []string{`repository = "` + packRepository + `"`, `modules    = "` + packModules + `"`, `"` + prebuiltName + `"`, `"` + goNeeded + `"`} {
		if !strings.Contains(startProgram, text) {
			t.Errorf("packed/start.go has no %s", text)
		}
	}
	if info, err := os.Stat("packed/start.go"); err != nil || info.Size() == 0 {
		t.Error(err)
	}
}

// TestFileURL holds that a folder's name cannot be taken for more than one.
func TestFileURL(t *testing.T) {
	for dir, want := range map[string]string{
		"/home/ann/pkg":       "file:///home/ann/pkg",
		"/home/a b/100%, |so": "file:///home/a%20b/100%25%2C%20%7Cso",
		"C:/Users/ann":        "file:///C:/Users/ann",
	} {
		if got := fileURL(dir); got != want {
			t.Errorf("fileURL(%q) = %q; want %q", dir, got, want)
		}
	}
}

func TestIsGoFor(t *testing.T) {
	names := []string{"go1.26.0.linux-amd64.tar.gz", "go1.26.0.darwin-arm64.pkg", "go1.26.0.windows-amd64.msi", "go1.26.0.linux-arm64.tar.gz"}
	for i, name := range usualSystems[:3] {
		kernel, arch, _ := strings.Cut(name, "/")
		var got []string
		for _, n := range names {
			if (system{kernel, arch}).isGoFor("downloads/" + n) {
				got = append(got, n)
			}
		}
		want := [][]string{{names[0]}, {names[3]}, {names[1]}}[i]
		if !slices.Equal(got, want) {
			t.Errorf("for %s: %v; want %v", name, got, want)
		}
	}
}
