package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
)

// TestNewSwap holds that every answer of the corpus either makes another service,
// or is refused because it makes none.
func TestNewSwap(t *testing.T) {
	for _, step := range lesson.Steps {
		d := lesson.Dir{Step: step, Solution: true}
		answers, err := lesson.Answers(step)
		if err != nil {
			t.Fatal(err)
		}
		solution, err := lesson.Pristine(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range answers {
			s, err := newSwap(d, solution, a)
			if err != nil {
				if exitCode(err) != exitUsage || !strings.Contains(err.Error(), "is no other service to run") {
					t.Errorf("newSwap(%s) = %v; want it, or that it is no other service to run", a.Name, err)
				}
				continue
			}
			if s.Name != a.Name || s.changes["answer.go"] == nil {
				t.Errorf("newSwap(%s) = %s with %q; want answer.go among the files", a.Name, s.Name, s.changes.Names())
			}
			for _, name := range s.changes.Names() {
				if filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
					t.Errorf("newSwap(%s) changes %s, which is no part of the service", a.Name, name)
				}
			}
		}
	}
}

// TestSwapGoFlags holds that the go command sees the shipped solution with the
// answer, and nothing of what is in the tree.
func TestSwapGoFlags(t *testing.T) {
	const folder = "solutions/step01-service"
	root, temp := t.TempDir(), t.TempDir()
	if err := os.CopyFS(root, os.DirFS("testdata/repository")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, filepath.FromSlash(folder), "own.go"), []byte("package main\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	d, err := lesson.FindDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	swap, err := findSwap(d, "1.5-wrong-no-allow")
	if err != nil {
		t.Fatal(err)
	}
	env := &env{Root: root}
	flags, err := swap.goFlags(env, temp)
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"list", "-f", `{{join .GoFiles "\n"}}`}, flags...)
	out, err := goOutput(t.Context(), env, root, nil, append(args, "./"+folder)...)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := []string{"answer.go"}
	for _, name := range swap.solution.Names() {
		if filepath.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go") {
			want = append(want, name)
		}
	}
	slices.Sort(want)
	if got := strings.Fields(out); !slices.Equal(got, want) {
		t.Errorf("the go command sees %q; want %q", got, want)
	}
	if text, err := os.ReadFile(filepath.Join(temp, "swap", "solutions", "step01-service", "router.go")); err != nil || !strings.Contains(string(text), "func allowedMethods") {
		t.Errorf("the shipped router.go: %v; want it whole beside the changes", err)
	}
	if strings.Contains(string(swap.changes["router.go"]), "func allowedMethods") {
		t.Error("router.go still declares what the answer does")
	}
}

func TestNoSwapGoFlags(t *testing.T) {
	var none *swap
	if flags, err := none.goFlags(&env{}, "nowhere"); flags != nil || err != nil {
		t.Errorf("goFlags of no swap = %q, %v; want none", flags, err)
	}
}
