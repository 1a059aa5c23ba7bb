package packe2e

import (
	"archive/zip"
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience is how long any command may take: all of it is built for the first time.
const patience = 8 * time.Minute

// A room is where a learner sits: a folder, and a machine with Go and git.
type room struct {
	dir         string
	environment []string
}

// newRoom returns a room in which nothing has been done, and skips the test if this
// machine lets nobody have one.
func newRoom(t *testing.T) *room {
	t.Helper()
	home := t.TempDir()
	r := &room{
		dir: filepath.Join(t.TempDir(), "a room, 100% full"),
		environment: []string{
			"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + t.TempDir(),
			"GOMODCACHE=" + filepath.Join(home, "mod"), "GOCACHE=" + filepath.Join(home, "cache"),
			"ORDERS_ADDR=127.0.0.1:0", "NO_COLOR=1",
		},
	}
	r.checkAlone(t)
	t.Cleanup(func() { // its files are read-only, for which t has no remedy
		clean := exec.Command("go", "clean", "-modcache")
		clean.Env = r.environment
		if out, err := clean.CombinedOutput(); err != nil {
			t.Errorf("%v: %v\n%s", clean, err, out)
		}
	})
	return r
}

// checkAlone holds that the room has no network.
func (r *room) checkAlone(t *testing.T) {
	t.Helper()
	cmd := r.command(t, ".", "go", "list", "-m", "rsc.io/quote@latest")
	out, err := cmd.CombinedOutput()
	if network.Match(out) {
		return
	}
	const reason = "no network namespace can be had here: %v\n%s"
	if os.Getenv("CI") == "true" {
		t.Fatalf(reason, err, out)
	}
	if cmd.ProcessState != nil && cmd.ProcessState.Success() {
		t.Fatalf("this room has a network:\n%s", out)
	}
	t.Skipf(reason, err, out)
}

// command returns a command in a folder of the room. If it takes too long, it is ended.
func (r *room) command(t *testing.T, dir, name string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = filepath.Join(r.dir, dir), r.environment
	if dir == "." {
		cmd.Dir = ""
	}
	cmd.WaitDelay = 10 * time.Second
	alone(cmd)
	return cmd
}

// run runs a command, and returns what it prints and its exit status.
func (r *room) run(t *testing.T, dir, name string, args ...string) (string, int) {
	t.Helper()
	began := time.Now()
	cmd := r.command(t, dir, name, args...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatalf("%s: %v", name, err)
	}
	t.Logf("%s %s: %.0f s", name, strings.Join(args, " "), time.Since(began).Seconds())
	return string(out), cmd.ProcessState.ExitCode()
}

// unpack unpacks a zip in the room.
func (r *room) unpack(t *testing.T, name string) {
	t.Helper()
	z, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		content, err := fs.ReadFile(z, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(r.dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, content, f.Mode().Perm()); err != nil {
			t.Fatal(err)
		}
	}
}

// cut leaves half of a file of the room, until it is restored.
func (r *room) cut(t *testing.T, pattern string) (restore func()) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(r.dir, pattern))
	if err != nil || len(names) != 1 {
		t.Fatalf("%s is %q, %v; want one file", pattern, names, err)
	}
	whole, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	write := func(content []byte) {
		if err := os.WriteFile(names[0], content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(whole[:len(whole)/2])
	return func() { write(whole) }
}

// An until closes seen when a text has been written to it.
type until struct {
	text string
	seen chan struct{}
	said bytes.Buffer
	done bool
}

func (u *until) Write(b []byte) (int, error) {
	u.said.Write(b)
	if !u.done && strings.Contains(u.said.String(), u.text) {
		u.done = true
		close(u.seen)
	}
	return len(b), nil
}
