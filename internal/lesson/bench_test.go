package lesson_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
)

// BenchmarkVerdict measures what a learner waits for: from a saved edit to the
// verdict of a green "go test", and from an edit to a red one, beside a package
// that only imports what the step imports. Compare the figures of one run:
//
//	go test -run '^$' -bench Verdict -benchtime 10x ./internal/lesson
func BenchmarkVerdict(b *testing.B) {
	root, err := filepath.Abs("../..")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("bare", func(b *testing.B) {
		dir := b.TempDir() // a module of its own with the requirements of ours
		for name, text := range map[string]string{"go.mod": "", "go.sum": "", "bare_test.go": bareTest} {
			content := []byte(text)
			if text == "" {
				if content, err = os.ReadFile(filepath.Join(root, name)); err != nil {
					b.Fatal(err)
				}
			}
			if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
				b.Fatal(err)
			}
		}
		verdict(b, dir, "bare.go", "package bare\n", true)
	})
	for _, s := range lesson.Steps {
		file := s.CoreTasks()[0].File
		for _, d := range []lesson.Dir{{Step: s, Solution: true}, {Step: s}} {
			files, err := lesson.Pristine(d)
			if err != nil {
				b.Fatal(err)
			}
			color := map[bool]string{true: "green", false: "red"}[d.Solution]
			b.Run(s.Name+"/"+color, func(b *testing.B) {
				verdict(b, filepath.Join(root, filepath.FromSlash(d.Path())), file, string(files[file]), d.Solution)
			})
		}
	}
}

// bareTest is the least that a test of a service does: one request over HTTP. A
// package that imports net/http and uses none of it would not be linked with it.
const bareTest = `package bare

import (
	"database/sql"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gorilla/mux"
)

func TestBare(t *testing.T) {
	router := mux.NewRouter()
	router.HandleFunc("/drivers", func(w http.ResponseWriter, r *http.Request) {
		if len(sql.Drivers()) > 0 {
			w.WriteHeader(http.StatusTeapot)
		}
	})
	server := httptest.NewServer(router)
	defer server.Close()
	response, err := http.Get(server.URL + "/drivers")
	if err != nil || response.StatusCode != http.StatusOK {
		t.Error(response, err)
	}
}
`

// verdict measures "go test" in dir after an edit of file, which changes with
// every round, so that nothing is cached. The edits are an overlay: the tree
// stays as it is.
func verdict(b *testing.B, dir, file, content string, green bool) {
	temp := b.TempDir()
	replace := map[string]string{filepath.Join(dir, file): filepath.Join(temp, file)}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(temp, "overlay.json"), overlay, 0o644); err != nil {
		b.Fatal(err)
	}
	run := func(round int) {
		edit := fmt.Sprintf("%s\nvar edit = \"%s %d\"\n", content, temp, round) // a comment would change no object code
		if err := os.WriteFile(filepath.Join(temp, file), []byte(edit), 0o644); err != nil {
			b.Fatal(err)
		}
		cmd := exec.Command("go", "test", "-overlay="+filepath.Join(temp, "overlay.json"), ".")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); (err == nil) != green {
			b.Fatalf("go test in %s: %v\n%s", dir, err, out)
		}
	}
	run(0) // what all rounds share is built before the first one counts
	round := 0
	for b.Loop() {
		round++
		run(round)
	}
}
