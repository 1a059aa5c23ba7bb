package profiles

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestNothingWritten uses everything there is in an empty home, and looks there.
func TestNothingWritten(t *testing.T) {
	home := t.TempDir()
	for _, name := range slices.Concat(homes, []string{"TMPDIR", "TMP", "TEMP"}) {
		t.Setenv(name, home)
	}
	said := filepath.Join(t.TempDir(), "said")
	terminal, err := os.Create(said)
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	stdout, stderr := os.Stdout, os.Stderr
	defer func() { os.Stdout, os.Stderr = stdout, stderr }()
	t.Chdir(home)

	p := of(startService(t))
	os.Stdout, os.Stderr = terminal, terminal
	first := take(t, p, KindGoroutine)
	diff, err := p.Diff(first.ID, take(t, p, KindGoroutine).ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []Snapshot{first, diff, take(t, p, KindHeap), take(t, p, KindAllocs), take(t, p, KindCPU)} {
		for _, name := range slices.Concat(pageNames, []string{"graph", "saveconfig?config=x", "deleteconfig?config=x"}) {
			visit(p, s.URL+name)
		}
	}
	os.Stdout, os.Stderr = stdout, stderr

	if text, err := os.ReadFile(said); err != nil || len(text) > 0 {
		t.Errorf("the terminal has %q, %v; want nothing", text, err)
	}
	found, err := os.ReadDir(home)
	if err != nil || len(found) > 0 {
		t.Errorf("the home has %v, %v; want nothing", found, err)
	}
}
