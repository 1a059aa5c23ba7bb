package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
	"example.com/metricsworkshop/internal/ordertest"
	"example.com/metricsworkshop/internal/verdict"
)

// TestCheckThenUpdate shows what task 1.2 is about: of a thousand drivers who
// pick up one order at once, a service that reads the state, compares it in Go
// and then updates lets more than one ride. It prints how many; run it with -v.
func TestCheckThenUpdate(t *testing.T) {
	t.Parallel()
	program := buildAnswer(t, lesson.Steps[0], "1.2-wrong-check-then-update")
	base := start(t, program, startEmbedded(t)).base
	const rounds = 10 // a race may be lost a few times before it is won
	for round := range rounds {
		winners := ordertest.Pickups(verdict.For(t, ""), 1000, base)[http.StatusOK]
		t.Logf("check-then-update, round %d: %d of 1000 drivers ride", round+1, winners)
		if winners > 1 {
			return
		}
	}
	t.Errorf("never more than one winner in %d rounds: does the answer still race?", rounds)
}

// buildAnswer builds a step's solution with an answer of the proof corpus in it.
func buildAnswer(t *testing.T, s lesson.Step, name string) string {
	t.Helper()
	answers, err := lesson.Answers(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range answers {
		if a.Name != name {
			continue
		}
		solution, err := lesson.Pristine(lesson.Dir{Step: s, Solution: true})
		if err != nil {
			t.Fatal(err)
		}
		changed, err := a.Files(solution)
		if err != nil {
			t.Fatal(err)
		}
		return build(t, s.Solution(), "-overlay="+overlay(t, s.Solution(), changed))
	}
	t.Fatalf("there is no answer %q", name)
	return ""
}

// overlay writes the file for the go command's -overlay that puts files into a
// folder of the repository.
func overlay(t *testing.T, dir string, files lesson.Files) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	replace := map[string]string{}
	for name, content := range files {
		replace[filepath.Join(root, filepath.FromSlash(dir), name)] = filepath.Join(temp, name)
		if err := os.WriteFile(filepath.Join(temp, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(temp, "overlay.json")
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}
