package packe2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/internal/labtest"
)

// network is what the go command says when it would have needed one.
var network = regexp.MustCompile(`dial tcp|lookup .*: |no such host|network is unreachable|toolchain not available`)

// TestOffline packs the repository as it is, and goes through a learner's first minutes.
func TestOffline(t *testing.T) {
	r := newRoom(t)
	r.unpack(t, packTree(t))
	top, repository := "metricsworkshop", filepath.Join("metricsworkshop", "workshop")

	restore := r.cut(t, filepath.Join(top, "modules", "github.com", "gorilla", "mux", "@v", "*.zip"))
	out, code := r.run(t, top, "go", "run", "start.go")
	if code == 0 || !regexp.MustCompile(`(?m)^Damaged or missing: modules/github\.com/gorilla/mux/@v/[^/, ]+\.zip\nUnpack the zip again`).MatchString(out) {
		t.Errorf("go run start.go, with half of a module: exit status %d; want it to name it, and no other\n%s", code, out)
	}
	restore()

	out, code = r.run(t, top, "go", "run", "start.go")
	if code != 0 || !strings.Contains(out, "\nok   the lab's modules") || !strings.Contains(out, "\nReady. Go on with:") {
		t.Fatalf("go run start.go: exit status %d\n%s", code, out)
	}
	if !regexp.MustCompile(`(?m)^ok   \d{3,} files that the pack has brought are as they were packed$`).MatchString(out) {
		t.Errorf("go run start.go does not say that the pack is whole:\n%s", out)
	}

	out, code = r.run(t, filepath.Join(repository, "step01-service"), "go", "test", "./...")
	if code != 1 || !strings.Contains(out, "--- FAIL: ") || strings.Contains(out, "[build failed]") || network.MatchString(out) {
		t.Errorf("go test ./... in the first step: exit status %d; want red tests\n%s", code, out)
	}
	if out, code = r.run(t, repository, "go", "tool", "workshop"); code != 0 {
		t.Errorf("go tool workshop: exit status %d\n%s", code, out)
	}
	if out, code = r.run(t, repository, "git", "status", "--porcelain"); code != 0 || out != "" {
		t.Errorf("git status: exit status %d; want no change\n%s", code, out)
	}
	r.runStep(t, repository)
}

// runStep starts a service on the lab's database, and stops both.
func (r *room) runStep(t *testing.T, repository string) {
	t.Helper()
	cmd := r.command(t, repository, "go", "tool", "workshop", "run", "1")
	said := &until{text: "Try it", seen: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		cmd.Wait() // how it ended is in its state
	}()
	select {
	case <-said.seen:
		cmd.Process.Signal(os.Interrupt) // the error is that it has ended
	case <-ended:
	}
	<-ended
	select {
	case <-said.seen:
	default:
		t.Errorf("go tool workshop run 1 did not come to %q: %v\n%s", said.text, cmd.ProcessState, &said.said)
	}
	if strings.Contains(said.said.String(), "the lab in ") {
		t.Errorf("the lab was built, and the pack has it:\n%s", &said.said)
	}
	prebuilt := filepath.Join(r.dir, repository, ".workshop", "bin", "lab.prebuilt.json")
	if _, err := os.Stat(prebuilt); err != nil {
		t.Errorf("the lab was built, and the pack has it: %v", err)
	}
}

// packTree packs what this tree holds, committed or not, and returns the zip's name.
func packTree(t *testing.T) string {
	t.Helper()
	tree, err := labtest.NewTree(filepath.Join("..", ".."), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"init", "--quiet"},
		{"add", "--all"},
		{"-c", "user.name=packe2e", "-c", "user.email=packe2e@localhost", "commit", "--quiet", "--message", "what is tested"},
	} {
		cmd := exec.Command("git", args...)
		cmd.Dir = tree.Root
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", cmd, err, out)
		}
	}
	dir := t.TempDir()
	c := tree.Start(t, nil, "pack", "-o", dir, "-os", runtime.GOOS+"/"+runtime.GOARCH)
	if code := c.Wait(); code != 0 {
		if os.Getenv("CI") != "true" && strings.Contains(c.Output(), "Pack while there is a network") {
			t.Skipf("not all modules are on this machine, and there is no network:\n%s", c.Output())
		}
		t.Fatalf("go tool workshop pack: exit status %d\n%s", code, c.Output())
	}
	return filepath.Join(dir, "metricsworkshop-"+runtime.GOOS+"-"+runtime.GOARCH+".zip")
}
