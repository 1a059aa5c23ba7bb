package labe2e

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestScenes plays every scene, and looks whether the figures of its line can be. How
// long an answer takes is the machine's; that one takes longer than another is not.
func TestScenes(t *testing.T) {
	number := `(\d+(?:\.\d+)?)`
	tests := []struct {
		scene string
		line  string // with a group for each figure
		check func(f []float64) bool
	}{
		{
			"goleak",
			`goleak is green over DriverBusy \(TestLookups, with sqlmock\); 20 hits over a database leave 20 goroutines \(N to N\) and 20 connections \(N to N\)`,
			func(f []float64) bool { return f[1]-f[0] == 20 && f[3]-f[2] == 20 },
		},
		{
			"leakprofile",
			`Go's goroutine leak profile finds 0 of the 20 goroutines \(N to N\) that 20 hits leave`,
			func(f []float64) bool { return f[1]-f[0] == 20 },
		},
		{
			"error-1040",
			`p50 goes from N ms to N ms when .+ has no connection left \(error 1040\): N of 1000 hits have a good answer, and 100 of 100 had before`,
			// MariaDB has 151 connections, and keeps one more for root, who this is.
			func(f []float64) bool { return f[1] < f[0] && f[2] > 0 && f[2] <= 151+1 },
		},
		{
			"request-context",
			`with the request's context 300 hits leave N goroutines and N connections, and p50 is N ms: N times that of the fix, N ms`,
			func(f []float64) bool { return f[0] <= 10 && f[1] <= 10 && f[3] > 1.3 && f[2] > f[4] },
		},
	}
	for _, tt := range tests {
		t.Run(tt.scene, func(t *testing.T) {
			t.Parallel()
			c := tree.Start(t, nil, "demo", "-scene", tt.scene)
			if status := c.Wait(); status != 0 {
				t.Fatalf("exit status %d; want 0", status)
			}
			lines := strings.Split(strings.TrimSpace(c.Output()), "\n")
			last := lines[len(lines)-1]
			match := regexp.MustCompile("^" + strings.ReplaceAll(tt.line, "N", number) + "$").FindStringSubmatch(last)
			if match == nil {
				t.Fatalf("it ends in %q; want a line as %q", last, tt.line)
			}
			var figures []float64
			for _, text := range match[1:] {
				figure, err := strconv.ParseFloat(text, 64)
				if err != nil {
					t.Fatal(err)
				}
				figures = append(figures, figure)
			}
			if !tt.check(figures) {
				t.Errorf("it ends in %q; these figures cannot be", last)
			}
		})
	}
}
