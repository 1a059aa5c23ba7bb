package main

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/backup"
	"example.com/metricsworkshop/internal/lesson"
)

// shippedRoot is a repository's root with all steps as they were shipped, and
// their archive.
func shippedRoot(t *testing.T) *env {
	t.Helper()
	root := t.TempDir()
	trees := map[string]lesson.Files{}
	for _, d := range lesson.Dirs() {
		files, err := lesson.Pristine(d)
		if err != nil {
			t.Fatal(err)
		}
		trees[d.Path()] = files
		if err := writeFiles(filepath.Join(root, filepath.FromSlash(d.Path())), files); err != nil {
			t.Fatal(err)
		}
	}
	var archive bytes.Buffer
	if err := lesson.WriteArchive(&archive, trees); err != nil {
		t.Fatal(err)
	}
	stored := filepath.Join(root, filepath.FromSlash(lesson.ArchivePath))
	if err := writeFiles(filepath.Dir(stored), lesson.Files{filepath.Base(stored): archive.Bytes()}); err != nil {
		t.Fatal(err)
	}
	return &env{Root: root, Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, verb: syncVerb}
}

// snapshot is the content of every file below a folder.
func snapshot(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(name)
		files[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestSync(t *testing.T) {
	const source, copied = "step01-service/router.go", "solutions/step01-service/router.go"
	tests := []struct {
		name string
		edit func(t *testing.T, file func(name string) string)
		want string // part of the error; "" for none
	}{
		{"nothing edited", func(*testing.T, func(string) string) {}, ""},
		{"the source edited", func(t *testing.T, file func(string) string) { appendTo(t, file(source)) }, ""},
		{"the copy missing", func(t *testing.T, file func(string) string) { remove(t, file(copied)) }, ""},
		{"the copy edited", func(t *testing.T, file func(string) string) { appendTo(t, file(copied)) }, copied + " was edited, but it is a copy of " + source},
		{"the source missing", func(t *testing.T, file func(string) string) { remove(t, file(source)) }, source + " is missing"},
		{"an unknown file", func(t *testing.T, file func(string) string) { appendTo(t, file("step01-service/notes.go")) }, "step01-service/notes.go is not in the manifest"},
		{"an open file edited in the solution", func(t *testing.T, file func(string) string) { appendTo(t, file("solutions/step01-service/order.go")) }, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			env := shippedRoot(t)
			file := func(name string) string { return filepath.Join(env.Root, filepath.FromSlash(name)) }
			tt.edit(t, file)
			before := snapshot(t, env.Root)
			err := syncSteps(env)
			if tt.want != "" {
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Fatalf("sync = %v; want an error with %q", err, tt.want)
				}
				for name, content := range snapshot(t, env.Root) {
					if before[name] != content {
						t.Errorf("sync failed and changed %s", name)
					}
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			after := snapshot(t, env.Root)
			if after[file(copied)] != after[file(source)] {
				t.Errorf("%s differs from %s after sync", copied, source)
			}
			trees, err := lesson.ReadArchive([]byte(after[file(lesson.ArchivePath)]))
			if err != nil {
				t.Fatal(err)
			}
			for dir, files := range trees {
				for name, content := range files {
					if after[file(dir+"/"+name)] != string(content) {
						t.Errorf("the archive's %s/%s differs from the tree's", dir, name)
					}
				}
			}
		})
	}
}

func appendTo(t *testing.T, name string) {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, append(content, "\n// edited\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

// TestSyncEvidence has a step whose solution has a profile and other answers than
// its starter, and a step behind it.
func TestSyncEvidence(t *testing.T) {
	steps := lesson.Steps
	defer func() { lesson.Steps = steps }()
	reader := lesson.File{Name: "evidence_test.go", Kind: lesson.Evidence}
	lesson.Steps = []lesson.Step{
		{Name: "one", Files: []lesson.File{reader,
			{Name: "answers.txt", Kind: lesson.Evidence, Open: true},
			{Name: "heap.pb.gz", Kind: lesson.Evidence, SolutionOnly: true}}},
		{Name: "two", Files: []lesson.File{reader}},
	}
	const profile = "\x1f\x8b\x00\xff\r\n\x1a"
	shipped := map[string]lesson.Files{
		"one":           {"evidence_test.go": []byte("reads one\n"), "answers.txt": []byte("?\n")},
		"solutions/one": {"answers.txt": []byte("busy\n"), "heap.pb.gz": []byte(profile)},
		"two":           {"evidence_test.go": []byte("reads two\n")},
		"solutions/two": {},
	}
	env := &env{Root: t.TempDir(), Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, verb: syncVerb}
	for dir, files := range shipped {
		if err := writeFiles(filepath.Join(env.Root, filepath.FromSlash(dir)), files); err != nil {
			t.Fatal(err)
		}
	}
	var empty bytes.Buffer
	if err := lesson.WriteArchive(&empty, nil); err != nil {
		t.Fatal(err)
	}
	archive := filepath.Join(env.Root, filepath.FromSlash(lesson.ArchivePath))
	files := lesson.Files{filepath.Base(archive): empty.Bytes()}
	if err := writeFiles(filepath.Dir(archive), files); err != nil {
		t.Fatal(err)
	}
	if err := syncSteps(env); err != nil {
		t.Fatal(err)
	}
	stored, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	pristine, err := lesson.ReadArchive(stored)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"one/answers.txt":                "?\n",
		"one/heap.pb.gz":                 "",
		"solutions/one/answers.txt":      "busy\n",
		"solutions/one/heap.pb.gz":       profile,
		"solutions/one/evidence_test.go": "reads one\n",
		"two/evidence_test.go":           "reads two\n",
		"two/answers.txt":                "",
		"solutions/two/evidence_test.go": "reads two\n",
	} {
		if got := string(fileAt(pristine, name)); got != want {
			t.Errorf("the archive's %s is %q; want %q", name, got, want)
		}
	}

	// A learner has saved a profile: that is no fault of the workshop, but nothing to ship.
	if err := os.WriteFile(filepath.Join(env.Root, "one", "heap.pb.gz"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	v := &verifier{env: env, pristine: pristine}
	if note, err := v.checkChain(t.Context()); err != nil {
		t.Errorf("chain rule = %q, %v; want it kept", note, err)
	}
	if note, err := v.checkTree(t.Context()); err != nil || !strings.Contains(note, "yours, not judged: one: 1 files edited") {
		t.Errorf("tree as shipped = %q, %v; want the step named as the learner's", note, err)
	}
	if err := syncSteps(env); err == nil || !strings.Contains(err.Error(), "one/heap.pb.gz is for the learner to make") {
		t.Errorf("sync = %v; want an error that names the starter's profile", err)
	}
	if again, err := os.ReadFile(archive); !bytes.Equal(again, stored) {
		t.Errorf("sync failed and changed the archive (error %v)", err)
	}
}

// TestSyncIsUndone undoes a sync: every byte is as it was, and what was to be copied is
// again.
func TestSyncIsUndone(t *testing.T) {
	env := shippedRoot(t)
	appendTo(t, filepath.Join(env.Root, "step01-service", "router.go"))
	remove(t, filepath.Join(env.Root, "solutions", "step02-statsd", "handlers.go"))
	appendTo(t, filepath.Join(env.Root, "step03-newrelic", ".untracked"))
	if err := os.Chmod(filepath.Join(env.Root, "step02-statsd", "router_test.go"), 0o444); err != nil {
		t.Fatal(err)
	}
	appendTo(t, filepath.Join(env.Root, "step01-service", "router_test.go"))
	before := snapshot(t, env.Root)
	if err := syncSteps(env); err != nil {
		t.Fatal(err)
	}
	all, _, err := backup.List(env.Root)
	if err != nil || len(all) != 1 || all[0].Verb != "sync" {
		t.Fatalf("List = %v, %v; want the backup of one sync", all, err)
	}
	if err := syncSteps(env); err != nil {
		t.Fatal(err)
	}
	if again, _, _ := backup.List(env.Root); len(again) != 1 {
		t.Errorf("a sync that had nothing to do took a backup: there are %d", len(again))
	}
	env.verb = undoVerb
	if err := env.undo(t.Context(), all[0], true); err != nil {
		t.Fatal(err)
	}
	after := snapshot(t, env.Root)
	maps.DeleteFunc(after, func(name, _ string) bool {
		return strings.HasPrefix(name, filepath.Join(env.Root, ".workshop"))
	})
	if !maps.Equal(after, before) {
		t.Error("after sync and undo the tree is not as it was")
	}
	env.verb = syncVerb
	if err := syncSteps(env); err != nil {
		t.Errorf("sync after the undo = %v", err)
	}
}
