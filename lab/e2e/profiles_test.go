package e2e

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
	"example.com/metricsworkshop/lab/load"
)

// TestProfiles goes the way of task 4.2: three profiles of the starter under load,
// and answers that come from the README's commands. Its test takes them, and takes
// no answers that somebody made up.
func TestProfiles(t *testing.T) {
	t.Parallel()
	step := lesson.Steps[3]
	starter := withDebugRoutes(t, step)
	s := start(t, build(t, step.Name, starter), startEmbedded(t), anyDebugAddr)
	dir := t.TempDir()
	takeProfiles(t, s, dir)

	for _, tt := range []struct {
		name, answers string
		good          bool
		says          []string
	}{
		{"found", foundAnswers(t, dir), true, []string{"--- PASS: TestProfiles"}},
		{"made up", "cpu: main.main\nalloc_space: main.serve\ninuse_space: main.PingHandler\ngoroutines: 799\nwaiting in: database/sql.(*Rows).awaitDone\n", false,
			[]string{"profiles.txt, cpu: ", "profiles.txt, alloc_space: ", "profiles.txt, inuse_space: ", "profiles.txt, goroutines: ", "profiles.txt, waiting in: "}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := os.WriteFile(filepath.Join(dir, "profiles.txt"), []byte(tt.answers), 0o644); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-v", "-run=^TestProfiles$", starter, ".")
			cmd.Dir = filepath.Join("..", "..", step.Name)
			cmd.Env = append(os.Environ(), "WORKSHOP_EVIDENCE="+dir)
			out, err := cmd.CombinedOutput()
			if good := err == nil; good != tt.good {
				t.Errorf("TestProfiles with\n%s: %v; want good %v\n%s", tt.answers, err, tt.good, out)
			}
			for _, text := range tt.says {
				if !strings.Contains(string(out), text) {
					t.Errorf("TestProfiles does not say %q:\n%s", text, out)
				}
			}
		})
	}
}

// withDebugRoutes returns the flag that has the go command see a step's starter as
// it was shipped, but for the debug routes, which are the solution's.
func withDebugRoutes(t *testing.T, step lesson.Step) (flag string) {
	t.Helper()
	starter, err := lesson.Pristine(lesson.Dir{Step: step})
	if err != nil {
		t.Fatal(err)
	}
	solution, err := lesson.Pristine(lesson.Dir{Step: step, Solution: true})
	if err != nil {
		t.Fatal(err)
	}
	starter["debug.go"] = solution["debug.go"]
	return "-overlay=" + overlay(t, step.Name, starter)
}

// takeProfiles puts the README's load on a service, and saves the three profiles in
// a folder while it lasts.
func takeProfiles(t *testing.T, s *service, dir string) {
	t.Helper()
	l, err := load.New(load.Options{URL: s.base, Rate: 100, Requests: 6000, Receipts: 25, Hits: 100})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	report := underLoad(t, l, func() {
		await(t, "the load to be well under way", func() bool { return l.Progress().Good >= 1000 })
		for _, p := range []struct{ file, path string }{
			{"goroutine.pb.gz", "goroutine"}, {"heap.pb.gz", "heap"}, {"cpu.pb.gz", "profile?seconds=6"}, // 5 s are the least
		} {
			status, body := ask(t, client, s.debug(t)+"/debug/pprof/"+p.path, "")
			if status != http.StatusOK {
				t.Fatalf("GET /debug/pprof/%s = %d %.80q; want 200", p.path, status, body)
			}
			if err := os.WriteFile(filepath.Join(dir, p.file), []byte(body), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	})
	checkAllGood(t, report)
}

// foundAnswers returns the answers for profiles.txt that the profiles in a folder
// give to who asks them with the README's commands.
func foundAnswers(t *testing.T, dir string) string {
	t.Helper()
	count, waiting := biggestGroup(pprof(t, dir, "-traces", "goroutine.pb.gz"))
	answers := fmt.Sprintf("cpu: %s\nalloc_space: %s\ninuse_space: %s\ngoroutines: %d\nwaiting in: %s\n",
		first(pprof(t, dir, "-top", `-show=^main\.`, "cpu.pb.gz")),
		first(pprof(t, dir, "-top", `-show=^main\.`, "-sample_index=alloc_space", "heap.pb.gz")),
		first(pprof(t, dir, "-top", `-show=^main\.`, "-sample_index=inuse_space", "heap.pb.gz")), count, waiting)
	t.Log(answers)
	return answers
}

// pprof returns what go tool pprof prints.
func pprof(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"tool", "pprof", "-symbolize=none"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PPROF_TMPDIR="+dir)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go tool pprof %s: %v\n%s", args, err, out)
	}
	return string(out)
}

// first returns the function in the first line of a table of "pprof -top".
func first(table string) string {
	_, lines, _ := strings.Cut(table, "cum%\n")
	line, _, _ := strings.Cut(lines, "\n")
	if fields := strings.Fields(line); len(fields) > 5 {
		return fields[5] // flat, flat%, sum%, cum, cum%, the function
	}
	return ""
}

// machinery is on top of the stack of every goroutine that waits, whatever for.
var machinery = regexp.MustCompile(`^(runtime|internal/[^.]*|net|sync|syscall|time|os|io|bufio)\.`)

// biggestGroup returns the number of the biggest group that "pprof -traces" prints,
// and the function that it waits in. On a machine that has stood still for a moment
// these may be the connections of the load.
func biggestGroup(traces string) (most int, waiting string) {
	for group := range strings.SplitSeq(traces, "-----------+") {
		_, stack, _ := strings.Cut(group, "\n")
		n := 0
		if fmt.Sscan(stack, &n); n <= most {
			continue
		}
		most, waiting = n, ""
		for line := range strings.Lines(stack) {
			fields := strings.Fields(strings.TrimSuffix(strings.TrimSpace(line), " (inline)"))
			if len(fields) == 0 {
				continue
			}
			if waiting = fields[len(fields)-1]; !machinery.MatchString(waiting) {
				break
			}
		}
	}
	return most, waiting
}
