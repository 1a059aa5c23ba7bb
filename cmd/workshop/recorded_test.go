package main

import (
	"regexp"
	"strings"
	"testing"
)

// TestRecorded holds that the recorded text is what a demo prints that held.
func TestRecorded(t *testing.T) {
	if strings.Contains(recorded, "\r") {
		t.Error("recorded.txt has lines that end as on Windows: record it anew, or see .gitattributes")
	}
	for _, want := range []string{
		`\Amade on \d{4}-\d\d-\d\d on \w+/\w+, \d+ CPUs, go1\.\d+\S*\n`,
		`(?m)^ +leaky +fixed +ratio$`,
		`(?m)^goroutines before the load +\d+ +\d+ `,
		`(?m)^goroutines at rest after it +799 +\d+ `,
		`(?m)^connections at rest after it +\d+ +\d+ `,
		`(?m)^p50 .* \d+\.\d +\d+\.\d +\d+\.\dx$`,
		`(?m)^p99 .* \d+\.\d +\d+\.\d +\d+\.\dx$`,
		`\n\nsolutions/step04-pprof leaks: .+ solutions/step05-leakfix gave .+\n\z`,
	} {
		if !regexp.MustCompile(want).MatchString(recorded) {
			t.Errorf("recorded.txt has nothing that matches %q; it is:\n%s\nRecord it anew: see recorded.go", want, recorded)
		}
	}
}

func TestShowRecorded(t *testing.T) {
	var out strings.Builder
	showRecorded(&out)
	first, _, _ := strings.Cut(out.String(), "\n")
	if !strings.HasPrefix(first, "recorded on 20") || !strings.HasSuffix(first, "; yours comes in about a minute:") || strings.Contains(out.String(), madeOn) {
		t.Errorf("it begins with %q; want when and where it was recorded, and that another comes", first)
	}
}
