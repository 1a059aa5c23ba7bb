package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// unreachable is what the go command says when it would need the network.
var unreachable = regexp.MustCompile(`dial tcp|lookup .*: |disabled by GOPROXY=off|network is unreachable|i/o timeout`)

// workshopOrSkip returns the workshop and the contenders, built. Where their
// modules are missing and cannot be had it skips the test, or fails it if the
// variable CI is true: there, the check that does not run must not look like one
// that passed.
func workshopOrSkip(t *testing.T) (w workshop, program string) {
	t.Helper()
	temp := t.TempDir()
	w, err := findWorkshop(t.Context(), temp)
	if err != nil {
		t.Fatal(err)
	}
	program, err = w.build(t.Context(), temp)
	if err != nil && unreachable.MatchString(err.Error()) && os.Getenv("CI") != "true" {
		t.Skipf("the modules of Prometheus, OpenTelemetry and DataDog are missing. Get them while there is a network: go -C lab run ./peers\n%v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return w, program
}

// TestPeers runs the comparison briefly, and the tests of what docs/other-stacks.md
// shows. It fails if the StatsD middleware does not allocate less often than its
// peers, or if any of it no longer compiles.
func TestPeers(t *testing.T) {
	_, program := workshopOrSkip(t)
	out, err := exec.CommandContext(t.Context(), program, "-test.run=^Test(Contenders|Stacks|.*ServeMux|OTelSegment)$", "-rounds=1").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "x promhttp") || !strings.Contains(string(out), "x ServeMux") {
		t.Fatalf("the contenders: %v; want no error, and two tables\n%s", err, out)
	}
}

// TestSameModules checks that the step is measured with the modules that learners
// build it with.
func TestSameModules(t *testing.T) {
	w, _ := workshopOrSkip(t)
	modules := func(flags ...string) []string {
		args := []string{"list", "-deps", "-test", "-f", "{{with .Module}}{{.Path}} {{.Version}}{{end}}"}
		out, err := w.goCommand(t.Context(), append(append(args, flags...), "./"+step)...)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(out), "\n")
	}
	own, peers := modules(), modules(w.modFile, w.overlay)
	for _, want := range slices.Compact(own) {
		if !slices.Contains(peers, want) {
			t.Errorf("%s is in go.mod, and not in peers.mod: edit that, then go -C lab run ./peers -tidy", want)
		}
	}
}

// TestSnippets checks that the Go of docs/other-stacks.md is what is compiled: here
// or in the last solution.
func TestSnippets(t *testing.T) {
	root := filepath.Join("..", "..")
	page, err := os.ReadFile(filepath.Join(root, "docs", "other-stacks.md"))
	if err != nil {
		t.Fatal(err)
	}
	compiled := ""
	for _, pattern := range []string{"*_test.go.txt", filepath.Join(root, "solutions", "step05-leakfix", "*.go")} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			compiled += string(text)
		}
	}
	blocks := regexp.MustCompile("(?ms)^```go\n(.*?)^```$").FindAllStringSubmatch(lines(page), -1)
	if len(blocks) < 4 {
		t.Errorf("%d blocks of Go; want one for each stack at least", len(blocks))
	}
	for _, block := range blocks {
		if !strings.Contains(lines([]byte(compiled)), block[1]) {
			t.Errorf("docs/other-stacks.md shows what nobody compiles:\n%s", block[1])
		}
	}
}

// lines is text with the ends of lines that git may have changed.
func lines(text []byte) string { return strings.ReplaceAll(string(text), "\r\n", "\n") }
