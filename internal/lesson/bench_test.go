package lesson_test

import (
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
)

// BenchmarkVerdict measures what a learner waits for: from a saved edit to the
// verdict of a green "go test", and from an edit to a red one, beside a package
// that only imports what the step imports. Compare the figures of one run:
//
//	go test -run '^$' -bench Verdict -benchtime 10x -timeout 30m ./internal/lesson
func BenchmarkVerdict(b *testing.B) {
	for _, s := range lesson.Steps {
		core := s.CoreTasks()
		file := core[slices.IndexFunc(core, inService)].File
		for _, d := range []lesson.Dir{{Step: s, Solution: true}, {Step: s}} {
			files, err := lesson.Pristine(d)
			if err != nil {
				b.Fatal(err)
			}
			color := "red"
			if d.Solution {
				color = "green"
				b.Run(s.Name+"/bare", func(b *testing.B) {
					verdict(b, d.Path(), bare(b, s.Number, files), "bare.go", true)
				})
			}
			b.Run(s.Name+"/"+color, func(b *testing.B) {
				verdict(b, d.Path(), lesson.Files{file: files[file]}, file, d.Solution)
			})
		}
	}
}

// inService reports whether a learner writes a task's code in the service, and not in
// a test or as evidence.
func inService(t lesson.Task) bool {
	return strings.HasSuffix(t.File, ".go") && !strings.HasSuffix(t.File, "_test.go")
}

// bareTests are the least that the tests of each step do, beside those of the
// steps before: one request over HTTP, one metric, one transaction. A package that
// imports net/http and uses none of it would not be linked with it.
var bareTests = []string{`package bare

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
		if len(sql.Drivers()) == 0 {
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
`, `package bare

import (
	"testing"

	"gopkg.in/alexcesaro/statsd.v2"

	"example.com/metricsworkshop/internal/statsdtest"
)

func TestBareMetric(t *testing.T) {
	server := statsdtest.Start(t)
	client, err := statsd.New(statsd.Address(server.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	client.Increment("calls")
	server.Lines(client)
}
`, `package bare

import (
	"testing"

	"example.com/metricsworkshop/internal/segmenttest"
)

func TestBareTransaction(t *testing.T) {
	agent := segmenttest.Start(t)
	agent.App.StartTransaction("bare").End()
	agent.Shutdown()
}
`}

// bare returns what to put in the place of files: a package that imports all that
// they do, and tests as little as can be.
func bare(b *testing.B, step int, files lesson.Files) lesson.Files {
	made, imports := lesson.Files{}, map[string]bool{}
	for name, source := range files {
		made[name] = nil
		if !strings.HasSuffix(name, ".go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
		if err != nil {
			b.Fatal(err)
		}
		for _, i := range parsed.Imports {
			imports["_ "+i.Path.Value] = true
		}
	}
	all := strings.Join(slices.Sorted(maps.Keys(imports)), "\n\t")
	made["bare.go"] = []byte("package bare\n")
	made["imports_test.go"] = []byte("package bare\n\nimport (\n\t" + all + "\n)\n")
	for n, text := range bareTests[:min(step, len(bareTests))] {
		made[fmt.Sprintf("bare%d_test.go", n)] = []byte(text)
	}
	return made
}

// edit is an edit that the linked program holds. It drops a variable that nobody
// reads, and with the same program as before "go test" runs no test again.
const edit = `%s
var edit = "%s %d"

func init() {
	if edit == "" {
		panic(edit)
	}
}
`

// verdict measures "go test" in dir, with files in place of its own or beside them
// (nil hides one), after an edit of one of them, which changes with every round, so
// that nothing is cached. All this is an overlay: the tree stays as it is.
func verdict(b *testing.B, dir string, files lesson.Files, edited string, green bool) {
	root, err := filepath.Abs("../..")
	if err != nil {
		b.Fatal(err)
	}
	temp := b.TempDir()
	write := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(temp, name), content, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	replace := map[string]string{}
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(dir), name)
		if content == nil {
			replace[path] = ""
			continue
		}
		replace[path] = filepath.Join(temp, name)
		write(name, content)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		b.Fatal(err)
	}
	write("overlay.json", overlay)
	run := func(round int) {
		write(edited, fmt.Appendf(nil, edit, files[edited], temp, round))
		cmd := exec.Command("go", "test", "-overlay="+filepath.Join(temp, "overlay.json"), "./"+dir)
		cmd.Dir = root
		out, err := cmd.CombinedOutput()
		if (err == nil) != green {
			b.Fatalf("go test in %s: %v\n%s", dir, err, out)
		}
		if strings.Contains(string(out), "(cached)") {
			b.Fatalf("go test in %s ran no test: the edit is not in the program", dir)
		}
	}
	run(0) // what all rounds share is built before the first one counts
	round := 0
	for b.Loop() {
		round++
		run(round)
	}
}
