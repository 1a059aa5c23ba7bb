package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

// newCourse writes a repository of shipped steps, without what their tests stand on, and
// goes there.
func newCourse(t *testing.T, steps ...lesson.Step) string {
	t.Helper()
	root := t.TempDir()
	if err := writeFiles(root, lesson.Files{"go.mod": []byte("module example.com/metricsworkshop\n\ngo 1.26\n")}); err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		files, err := lesson.Pristine(lesson.Dir{Step: s})
		if err != nil {
			t.Fatal(err)
		}
		if err := writeFiles(filepath.Join(root, s.Starter()), files); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(root)
	return root
}

// workshopIn runs the command line in the working directory.
func workshopIn(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = workshop(t.Context(), &env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: os.Getenv}, args)
	return code, out.String(), errs.String()
}

func TestCheckWithoutGo(t *testing.T) {
	newCourse(t, lesson.Steps[0])
	t.Setenv("PATH", t.TempDir())
	code, _, stderr := workshopIn(t, "check", "1")
	if code != exitEnvironment || !strings.Contains(stderr, "Install Go") {
		t.Errorf("exit status %d and %q; want %d, and where Go is to be had", code, stderr, exitEnvironment)
	}
}

// TestStartWritesNoStep holds what start promises: no byte and no time of any file in a
// step's folder is another one afterwards.
func TestStartWritesNoStep(t *testing.T) {
	root := newCourse(t, lesson.Steps...)
	type file struct {
		content string
		changed time.Time
	}
	snapshot := func() map[string]file {
		files := map[string]file{}
		for _, s := range lesson.Steps {
			dir := filepath.Join(root, s.Starter())
			entries, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, entry := range entries {
				name := filepath.Join(dir, entry.Name())
				content, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				info, err := os.Stat(name)
				if err != nil {
					t.Fatal(err)
				}
				files[name] = file{string(content), info.ModTime()}
			}
			info, err := os.Stat(dir)
			if err != nil {
				t.Fatal(err)
			}
			files[dir] = file{"", info.ModTime()} // changes when a file comes or goes
		}
		return files
	}
	before := snapshot()
	for _, step := range []string{"4", "2", "1"} {
		if code, _, stderr := workshopIn(t, "start", step); code != exitOK {
			t.Fatalf("start %s: exit status %d: %s", step, code, stderr)
		}
		after := snapshot()
		for name, was := range before {
			if after[name] != was {
				t.Errorf("start %s changed %s", step, name)
			}
		}
		if len(after) != len(before) {
			t.Errorf("start %s left %d files; want %d", step, len(after), len(before))
		}
	}
}

// TestStepHash says what a verdict depends on, and what not.
func TestStepHash(t *testing.T) {
	d := lesson.Dir{Step: lesson.Steps[0]}
	hash := func(t *testing.T, files, pristine lesson.Files, internal string) string {
		t.Helper()
		root := t.TempDir()
		for name, content := range map[string]string{"go.mod": "module m", "internal/verdict/verdict.go": internal, "internal/verdict/verdict_test.go": internal + "x"} {
			if err := writeFiles(filepath.Join(root, filepath.Dir(name)), lesson.Files{filepath.Base(name): []byte(content)}); err != nil {
				t.Fatal(err)
			}
		}
		sum, err := stepHash(root, d, files, pristine)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	files := lesson.Files{"order.go": []byte("a"), "own.go": []byte("b")}
	pristine := lesson.Files{"order_test.go": []byte("c")}
	before := hash(t, files, pristine, "v1")
	tests := []struct {
		name            string
		files, pristine lesson.Files
		internal        string
		same            bool
	}{
		{"the same elsewhere", files, pristine, "v1", true},
		{"notes and what an editor leaves", lesson.Files{"order.go": []byte("a"), "own.go": []byte("b"), "README.md": []byte("n"), "notes.txt": []byte("n"), "order.go~": []byte("n")}, pristine, "v1", true},
		{"an edit", lesson.Files{"order.go": []byte("a2"), "own.go": []byte("b")}, pristine, "v1", false},
		{"a file less", lesson.Files{"order.go": []byte("a")}, pristine, "v1", false},
		{"bytes that moved to another file", lesson.Files{"order.go": []byte("ab"), "own.go": nil}, pristine, "v1", false},
		{"a newer test", files, lesson.Files{"order_test.go": []byte("c2")}, "v1", false},
		{"a newer package below it", files, pristine, "v2", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if same := hash(t, tt.files, tt.pristine, tt.internal) == before; same != tt.same {
				t.Errorf("the same hash: %v; want %v", same, tt.same)
			}
		})
	}
}

func TestFunctionOf(t *testing.T) {
	for frame, want := range map[string]string{
		"example.com/metricsworkshop/step01-service.FromTo({0x7, 0x8})":                             "FromTo",
		"example.com/metricsworkshop/step01-service.(*Repository).Transition.func1()":               "Repository.Transition.func1",
		"created by example.com/metricsworkshop/step01-service.TestRun in goroutine 7":              "TestRun",
		"example.com/metricsworkshop/step01-service.(*Instances).handle.func1({0x1?, 0x2?}, 0xc0?)": "Instances.handle.func1",
	} {
		if got := functionOf(frame); got != want {
			t.Errorf("functionOf(%q) = %q; want %q", frame, got, want)
		}
	}
}
