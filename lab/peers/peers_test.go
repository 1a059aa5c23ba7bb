package main

import (
	"os"
	"os/exec"
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
		t.Skipf("the modules of Prometheus and OpenTelemetry are missing. Get them while there is a network: go -C lab run ./peers\n%v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return w, program
}

// TestPeers runs the comparison briefly. It fails if the StatsD middleware does
// not allocate less often than its peers, or if they no longer compile.
func TestPeers(t *testing.T) {
	_, program := workshopOrSkip(t)
	out, err := exec.CommandContext(t.Context(), program, "-test.run=^TestContenders$", "-rounds=1").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "x promhttp") {
		t.Fatalf("the contenders: %v; want no error, and a table\n%s", err, out)
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
