package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

// BenchmarkWatch measures what a learner waits for in watch, from a save to the verdict,
// and beside it what plain "go test" takes after the same edit, in turns. Compare the
// figures of one run, on a machine that does nothing else:
//
//	go test -run '^$' -bench Watch -benchtime 50x -timeout 60m ./cmd/workshop
func BenchmarkWatch(b *testing.B) {
	repository, err := filepath.Abs("../..")
	if err != nil {
		b.Fatal(err)
	}
	b.Setenv("GOFLAGS", "-trimpath") // two copies, of which each is served by what was built for the other
	for _, s := range lesson.Steps {
		for _, d := range []lesson.Dir{{Step: s}, {Step: s, Solution: true}} {
			b.Run(strings.ReplaceAll(d.Path(), "/", "-"), func(b *testing.B) {
				watched, alone := b.TempDir(), b.TempDir()
				for _, root := range []string{watched, alone} {
					if err := writeCourse(repository, root, s); err != nil {
						b.Fatal(err)
					}
				}
				benchmarkWatch(b, d, watched, alone)
			})
		}
	}
}

// benchmarkWatch measures one folder, in a copy of the course that is watched and in one
// that is not.
func benchmarkWatch(b *testing.B, d lesson.Dir, watched, alone string) {
	told := &tellTale{verdicts: make(chan string, 1)}
	c, err := newChecker(&env{Root: watched, Stdin: strings.NewReader(""), Stdout: told, Stderr: io.Discard, Getenv: os.Getenv}, testTimeout)
	if err != nil {
		b.Fatal(err)
	}
	defer c.close()
	w, err := newWatching(c, target{Dir: d})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error)
	go func() { ended <- w.loop(ctx) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			b.Error(err)
		}
		w.close()
	}()
	<-told.verdicts // of the files as they are
	edit(b, alone, d, 0)
	goTest(b, alone, d) // what all rounds share is built before the first one counts

	var inWatch, byHand []time.Duration
	round := 0
	for b.Loop() {
		round++
		edit(b, watched, d, round)
		began := time.Now()
		verdict := <-told.verdicts
		inWatch = append(inWatch, time.Since(began))
		if green := strings.Contains(verdict, "All of it passes"); green != d.Solution || strings.Contains(verdict, "does not compile") {
			b.Fatalf("watch said of %s:\n%s", d.Path(), verdict)
		}
		edit(b, alone, d, -round) // another text, or it would be built already
		began = time.Now()
		goTest(b, alone, d)
		byHand = append(byHand, time.Since(began))
	}
	b.ReportMetric(0, "ns/op") // of both together says nothing
	for name, took := range map[string][]time.Duration{"watch": inWatch, "go-test": byHand} {
		slices.Sort(took)
		b.ReportMetric(took[len(took)/2].Seconds(), name+"-median-s")
		b.ReportMetric(took[len(took)-1].Seconds(), name+"-worst-s")
	}
}

// edit saves a file of the service with a line that the linked program holds, so that
// nothing of it is built or tested already.
func edit(b *testing.B, root string, d lesson.Dir, round int) {
	files, err := lesson.Pristine(d)
	if err != nil {
		b.Fatal(err)
	}
	const file = "order.go"
	text := fmt.Appendf(nil, "%s\nvar edit = \"edit %d of %s\"\n\nfunc init() {\n\tif edit == \"\" {\n\t\tpanic(edit)\n\t}\n}\n", files[file], round, root)
	name := filepath.Join(root, filepath.FromSlash(d.Path()), file)
	if err := os.WriteFile(name+"~", text, 0o644); err != nil {
		b.Fatal(err)
	}
	if err := os.Rename(name+"~", name); err != nil { // as editors do
		b.Fatal(err)
	}
}

// goTest is what a learner types instead.
func goTest(b *testing.B, root string, d lesson.Dir) {
	cmd := exec.Command("go", "test", ".")
	cmd.Dir = filepath.Join(root, filepath.FromSlash(d.Path()))
	out, err := cmd.CombinedOutput()
	if (err == nil) != d.Solution || bytes.Contains(out, []byte("(cached)")) || bytes.Contains(out, []byte("build failed")) {
		b.Fatalf("go test in %s: %v\n%s", d.Path(), err, out)
	}
}

// A tellTale sends what a watch printed, when it comes to the end of a verdict.
type tellTale struct {
	text     bytes.Buffer
	verdicts chan string
}

func (t *tellTale) Write(p []byte) (int, error) {
	t.text.Write(p)
	if bytes.Contains(p, []byte("Ctrl-C ends it")) {
		t.verdicts <- t.text.String()
		t.text.Reset()
	}
	return len(p), nil
}
