package backup

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestRefuses has what stands in a plan's way: nothing may have changed then, inside or
// outside.
func TestRefuses(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(t *testing.T, root, outside string)
		between func(t *testing.T, root string) // after the plan was made
		want    string
	}{
		{"a step that is a link", func(t *testing.T, root, outside string) {
			must(t, os.Rename(filepath.Join(root, "step"), outside))
			link(t, outside, filepath.Join(root, "step"))
		}, nil, "step is a link to "},
		{"a step that is a link inside", func(t *testing.T, root, _ string) {
			must(t, os.Rename(filepath.Join(root, "step"), filepath.Join(root, "other")))
			link(t, "other", filepath.Join(root, "step"))
		}, nil, "writes through no link"},
		{"a step that is a file", func(t *testing.T, root, outside string) {
			must(t, os.Rename(filepath.Join(root, "step"), outside))
			must(t, os.WriteFile(filepath.Join(root, "step"), []byte("mine"), 0o644))
		}, nil, "step is a file where a folder should be"},
		{"backups that are a file", func(t *testing.T, root, _ string) {
			must(t, os.MkdirAll(filepath.Join(root, ".workshop"), 0o755))
			must(t, os.WriteFile(filepath.Join(root, ".workshop", "backups"), nil, 0o644))
		}, nil, "backups"},
		{"backups that lead out", func(t *testing.T, root, outside string) {
			must(t, os.Mkdir(outside, 0o755))
			link(t, outside, filepath.Join(root, ".workshop"))
		}, nil, "escapes"},
		{"an edit after the plan", nil, func(t *testing.T, root string) {
			must(t, os.WriteFile(filepath.Join(root, "step", "b.go"), []byte("saved just now"), 0o644))
		}, "step/b.go was changed at this very moment"},
		{"a file after the plan", nil, func(t *testing.T, root string) {
			must(t, os.WriteFile(filepath.Join(root, "step", "c.go"), []byte("made just now"), 0o644))
		}, "step/c.go was changed at this very moment"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if runtime.GOOS == "windows" && strings.Contains(tt.name, "lead out") || runtime.GOOS == "windows" && strings.Contains(tt.name, "link") {
				t.Skip("links need a right there")
			}
			root, outside := t.TempDir(), filepath.Join(t.TempDir(), "outside")
			must(t, os.Mkdir(filepath.Join(root, "step"), 0o755))
			for _, name := range []string{"a.go", "b.go"} {
				must(t, os.WriteFile(filepath.Join(root, "step", name), []byte("mine"), 0o644))
			}
			if tt.prepare != nil {
				tt.prepare(t, root, outside)
			}
			plan, err := NewPlan(root, []Change{
				WriteFile("step/a.go", []byte("shipped")), WriteFile("step/b.go", []byte("shipped")), WriteFile("step/c.go", []byte("shipped"))})
			if tt.between != nil {
				tt.between(t, root)
			}
			before, beyond := treeOf(t, root), treeOf(t, filepath.Dir(outside))
			if err == nil {
				_, err = plan.Save("reset", "step")
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v; want one with %q", err, tt.want)
			}
			wrong := append(treeOf(t, root).diff(before), treeOf(t, filepath.Dir(outside)).diff(beyond)...)
			if len(wrong) > 0 {
				t.Errorf("it was refused, and there is\n%s", strings.Join(wrong, "\n"))
			}
			if left, _ := filepath.Glob(filepath.Join(root, filepath.FromSlash(Dir), "*")); len(left) > 0 {
				t.Errorf("it was refused, and left %v", left)
			}
		})
	}
}

// TestWriteStops has an edit between the copy and the first write.
func TestWriteStops(t *testing.T) {
	root := t.TempDir()
	must(t, os.WriteFile(filepath.Join(root, "a.go"), []byte("mine"), 0o644))
	must(t, os.WriteFile(filepath.Join(root, "b.go"), []byte("mine"), 0o644))
	plan, err := NewPlan(root, []Change{WriteFile("a.go", []byte("shipped")), WriteFile("b.go", []byte("shipped"))})
	must(t, err)
	b, err := plan.Save("reset", "step")
	must(t, err)
	must(t, os.WriteFile(filepath.Join(root, "b.go"), []byte("saved just now"), 0o644))
	before := treeOf(t, root)
	if err := plan.Write(b); err == nil || !strings.Contains(err.Error(), "b.go was changed") {
		t.Errorf("Write = %v; want an error that names b.go", err)
	}
	if wrong := treeOf(t, root).diff(before); len(wrong) > 0 {
		t.Errorf("Write stopped, and there is\n%s", strings.Join(wrong, "\n"))
	}
}

// TestChangesRefuses has copies that are no copies any more.
func TestChangesRefuses(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(t *testing.T, file string)
		want  string
	}{
		{"edited", func(t *testing.T, file string) { must(t, os.WriteFile(file, []byte("mind"), 0o600)) }, "was changed since it was copied"},
		{"deleted", func(t *testing.T, file string) { must(t, os.Remove(file)) }, "a copy of the backup is missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root := t.TempDir()
			must(t, os.WriteFile(filepath.Join(root, "a.go"), []byte("mine"), 0o644))
			b := carryOut(t, root, "reset", []Change{WriteFile("a.go", []byte("shipped"))})
			tt.spoil(t, filepath.Join(root, filepath.FromSlash(b.Folder()), "files", "a.go"))
			if _, err := b.Changes(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Changes = %v; want an error with %q", err, tt.want)
			}
		})
	}
}

// TestRenameAcross does what is done if the backups are on another disk.
func TestRenameAcross(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "staged"), []byte("shipped"), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "a.go"), []byte("mine"), 0o600))
	r, err := os.OpenRoot(dir)
	must(t, err)
	defer r.Close()
	c := WriteFile("a.go", []byte("shipped"))
	must(t, renameAcross(r, "staged", Entry{Path: c.Path, To: c.To, New: c.Content}))
	want := tree{"a.go": "-rw-r--r-- shipped"}
	if got := treeOf(t, dir); runtime.GOOS != "windows" && len(got.diff(want)) > 0 {
		t.Errorf("there is %v; want %v", got, want)
	}
}
