// Package labtest runs the workshop's command line for a test, as what it is: a process
// that builds and starts others. It does so in a copy of the repository, so that a lab
// that is open in the tree is no obstacle, and on free ports alone.
package labtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"sync"
	"testing"
)

// A Tree is a copy of the repository.
type Tree struct {
	Root string

	program string // the command line, which is the same in all copies
	lab     sync.Once
}

// NewTree copies the repository whose root is from into a new folder below dir, and
// builds its command line. The caller removes dir.
func NewTree(from, dir string) (*Tree, error) {
	t := &Tree{Root: filepath.Join(dir, "repository"), program: filepath.Join(dir, "workshop")}
	if runtime.GOOS == "windows" {
		t.program += ".exe"
	}
	if err := copyRepository(from, t.Root); err != nil {
		return nil, err
	}
	cmd := exec.Command("go", "build", "-trimpath", "-o", t.program, "./cmd/workshop")
	cmd.Dir = t.Root
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the command line: %w\n%s", err, out)
	}
	return t, nil
}

// PageLine is what the command line prints of its page.
var PageLine = regexp.MustCompile(`page is (http://\S+)`)

// Copy returns a copy for a test that has a lab of its own, or changes files. It goes
// with tb. The lab's program is built for all of them at once.
func (t *Tree) Copy(tb testing.TB) *Tree {
	tb.Helper()
	t.lab.Do(func() {
		c := t.Start(tb, nil, "lab")
		c.Await(PageLine)
		c.Stop()
	})
	other := &Tree{Root: filepath.Join(tb.TempDir(), "repository"), program: t.program}
	if err := copyRepository(t.Root, other.Root); err != nil {
		tb.Fatal(err)
	}
	lab, err := filepath.Glob(filepath.Join(t.Root, ".workshop", "bin", "lab*"))
	if err != nil || len(lab) == 0 {
		tb.Fatalf("the lab's program is not in %s: %v", t.Root, err)
	}
	if err := copyFile(lab[0], filepath.Join(other.Root, ".workshop", "bin", filepath.Base(lab[0]))); err != nil {
		tb.Fatal(err)
	}
	return other
}

// File is the full name of a file of the tree.
func (t *Tree) File(names ...string) string {
	return filepath.Join(append([]string{t.Root}, names...)...)
}

// copyRepository copies all of a repository but its history and what it has built.
func copyRepository(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if slices.Contains([]string{".git", ".workshop"}, entry.Name()) {
			continue
		}
		source, target := filepath.Join(from, entry.Name()), filepath.Join(to, entry.Name())
		if entry.IsDir() {
			err = os.CopyFS(target, os.DirFS(source))
		} else {
			err = copyFile(source, target)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// copyFile copies a file with its mode.
func copyFile(source, target string) error {
	info, err := os.Stat(source)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	return os.WriteFile(target, content, info.Mode().Perm())
}
