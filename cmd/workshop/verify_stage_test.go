package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
)

// readsEvidence is a test that prints the evidence it finds, and fails so that it
// is shown.
const readsEvidence = `package main

import (
	"cmp"
	"os"
	"path/filepath"
	"testing"
)

func TestEvidence(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(cmp.Or(os.Getenv("WORKSHOP_EVIDENCE"), "."), "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		t.Errorf("%s is %q, %v", filepath.Base(name), text, err)
	}
}
`

// TestShippedEvidence has a tree in which everything is edited: what verify judges
// is what was shipped, and an answer that takes its place.
func TestShippedEvidence(t *testing.T) {
	step := lesson.Step{Name: "step", Files: []lesson.File{
		{Name: "main.go", Kind: lesson.Service},
		{Name: "evidence_test.go", Kind: lesson.Evidence},
		{Name: "answers.txt", Kind: lesson.Evidence, Open: true},
		{Name: "heap.gz", Kind: lesson.Evidence, SolutionOnly: true},
	}}
	solution := lesson.Dir{Step: step, Solution: true}
	root := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		if err := writeFiles(filepath.Join(root, filepath.Dir(name)), lesson.Files{filepath.Base(name): []byte(content)}); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/fixture\n\ngo 1.26\n")
	write("solutions/step/answers.txt", "edited")
	write("solutions/step/cpu.gz", "the learner's own")
	write("mine/answers.txt", "left in the environment")
	t.Setenv(evidenceVariable, filepath.Join(root, "mine"))
	v := &verifier{env: &env{Root: root, Stderr: io.Discard}, temp: t.TempDir(), pristine: map[string]lesson.Files{solution.Path(): {
		"main.go":          []byte("package main\n\nfunc main() {}\n"),
		"evidence_test.go": []byte(readsEvidence),
		"answers.txt":      []byte("shipped"),
		"heap.gz":          []byte("heap\x00"),
	}}}
	if err := v.extract(); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		changes lesson.Files
		want    []string
	}{
		{"as shipped", nil, []string{`answers.txt is "shipped", <nil>`, `heap.gz is "heap\x00", <nil>`}},
		{"an answer in its place", lesson.Files{"answers.txt": []byte("a guess")}, []string{`answers.txt is "a guess", <nil>`, `heap.gz is "heap\x00", <nil>`}},
		{"a file left out", lesson.Files{"heap.gz": nil}, []string{`answers.txt is "shipped", <nil>`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, ok, err := v.shippedTest(t.Context(), solution, tt.changes)
			if ok || err != nil {
				t.Fatalf("shippedTest = %v, %v; want a red run:\n%s", ok, err, out)
			}
			var got []string
			for line := range strings.Lines(out) {
				if _, found, ok := strings.Cut(line, "evidence_test.go:17: "); ok {
					got = append(got, strings.TrimSpace(found))
				}
			}
			if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
				t.Errorf("the test read\n%s\nwant\n%s\nall of it:\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"), out)
			}
		})
	}
	for name, want := range map[string]string{"answers.txt": "edited", "cpu.gz": "the learner's own"} {
		if now, err := os.ReadFile(filepath.Join(root, "solutions", "step", name)); string(now) != want {
			t.Errorf("the tree's %s is %q, %v after the tests; want %q", name, now, err, want)
		}
	}
}

// TestOverlayWithout proves that a Go file that is gone is not compiled.
func TestOverlayWithout(t *testing.T) {
	root := t.TempDir()
	d := lesson.Dir{Step: lesson.Step{Name: "step"}}
	err := errors.Join(os.Mkdir(filepath.Join(root, d.Path()), 0o755), // where the tests run
		os.WriteFile(filepath.Join(root, "go.mod"), []byte("module example.com/fixture\n\ngo 1.26\n"), 0o644))
	if err != nil {
		t.Fatal(err)
	}
	v := &verifier{env: &env{Root: root, Stderr: io.Discard}, temp: t.TempDir(), pristine: map[string]lesson.Files{d.Path(): {
		"main_test.go": []byte("package main\n\nimport \"testing\"\n\nfunc TestMain(*testing.M) {}\n"),
		"wrong.go":     []byte("package main\n\nvar x = y\n"),
	}}}
	if err := v.extract(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		changes lesson.Files
		want    bool
	}{{"with", nil, false}, {"without", lesson.Files{"wrong.go": nil}, true}} {
		if out, ok, err := v.shippedTest(t.Context(), d, tt.changes); ok != tt.want || err != nil {
			t.Errorf("%s the file: shippedTest = %v, %v; want %v:\n%s", tt.name, ok, err, tt.want, out)
		}
	}
}
