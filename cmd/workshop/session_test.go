package main

import (
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
)

// TestOfService holds that a save is of the service only if the go command would say
// so.
func TestOfService(t *testing.T) {
	for name, want := range map[string]bool{
		"lookups.go": true, "lookups_test.go": false, "README.md": false, "profiles.txt": false,
		".#lookups.go": false, "_lookups.go": false, "lookups.go~": false, ".lookups.go.swp": false, "4913": false,
	} {
		if got := ofService(name); got != want {
			t.Errorf("ofService(%q) = %v; want %v", name, got, want)
		}
	}
}

func TestSavedText(t *testing.T) {
	tests := []struct {
		names []string
		want  string
	}{
		{[]string{"a.go"}, "saved: a.go"},
		{[]string{"a.go", "b.go", "c.go"}, "saved: a.go, b.go, c.go"},
		{[]string{"a.go", "b.go", "c.go", "d.go", "e.go"}, "saved: a.go, b.go, c.go and 2 more"},
	}
	for _, tt := range tests {
		if got := savedText(tt.names); got != tt.want {
			t.Errorf("savedText(%q) = %q; want %q", tt.names, got, tt.want)
		}
	}
}

// TestNoteOf holds that the page has what the compiler says, and not all of it if that
// is much.
func TestNoteOf(t *testing.T) {
	const advice = "it does not build"
	note := func(output string) string { return noteOf(&buildError{output: output, advice: advice}) }
	const few = "# pkg\na.go:1:2: undefined: x\n"
	if got, want := note(few), few+advice; got != want {
		t.Errorf("noteOf = %q; want %q", got, want)
	}
	if got := note(strings.Repeat("a.go:1:2: undefined: x\n", 100)); strings.Count(got, "\n") != noteLines+1 || !strings.HasSuffix(got, "(and more, in the terminal)\n"+advice) {
		t.Errorf("noteOf of 100 lines = %q; want the first %d, that there are more, and the advice", got, noteLines)
	}
	if got := note(strings.Repeat("é", noteBytes)); len(got) > noteBytes+len("\n"+advice) || !strings.HasSuffix(got, "é\n"+advice) {
		t.Errorf("noteOf of one long line has %d bytes; want at most %d and whole letters", len(got), noteBytes+len("\n"+advice))
	}
	if got, want := noteOf(usageErrorf("no port")), "no port"; got != want {
		t.Errorf("noteOf = %q; want %q", got, want)
	}
}

// TestReadLines holds that what is typed while nobody looks is one key.
func TestReadLines(t *testing.T) {
	lines := make(chan struct{}, 1)
	readLines(strings.NewReader("\n\nabc\n"), lines)
	if len(lines) != 1 {
		t.Errorf("readLines has %d for three lines; want 1", len(lines))
	}
	if e := (&env{Stdin: strings.NewReader("\n")}); e.enterKey() != nil {
		t.Error("enterKey of what is no terminal is not nil")
	}
}

// TestChoose holds that a run stays with its step, and a lab takes any.
func TestChoose(t *testing.T) {
	tests := []struct {
		name, step string
		allSteps   bool
		want       bool
	}{
		{"the same", "2", false, true},
		{"another one", "3", false, false},
		{"the solution", "solutions/2", false, false},
		{"any in a lab", "solutions/step05-leakfix", true, true},
		{"none", "step99", true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir, err := lesson.FindDir("2")
			if err != nil {
				t.Fatal(err)
			}
			var stderr strings.Builder
			s := &session{env: &env{Stderr: &stderr}, o: runOptions{dir: dir, allSteps: tt.allSteps}}
			if got := s.choose(tt.step); got != tt.want {
				t.Errorf("choose(%q) = %v; want %v", tt.step, got, tt.want)
			}
			if refused := stderr.Len() > 0; refused == tt.want {
				t.Errorf("choose(%q) = %v, and said %q; want a word only for a refusal", tt.step, tt.want, &stderr)
			}
		})
	}
}
