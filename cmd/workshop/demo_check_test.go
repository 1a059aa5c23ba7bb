package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheckReplaceable(t *testing.T) {
	report, err := os.ReadFile("../../lab/dashboard/report.html") // of which the lab makes every report
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, content := range map[string]string{"report.html": string(report), "empty.html": "", "notes.html": "<title>Mine</title>"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct{ name, want string }{
		{"report.html", ""},
		{"empty.html", ""},
		{"absent.html", ""},
		{"notes.html", "no earlier report"},
		{".", "Name another file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := checkReplaceable(filepath.Join(dir, tt.name))
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("checkReplaceable(%s) = %v; want an error with %q, or none for none", tt.name, err, tt.want)
			}
		})
	}
}
