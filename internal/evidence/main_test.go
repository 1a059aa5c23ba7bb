package evidence

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"example.com/metricsworkshop/internal/verdict"
)

// TestMain has one allocation for 32 KiB in the heap profile, where 512 KiB are
// usual: so many that no test depends on which.
func TestMain(m *testing.M) {
	runtime.MemProfileRate = 32 << 10
	goleak.VerifyTestMain(m)
}

// write writes a file into a folder, for a test.
func write(t *testing.T, dir, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, file), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// messages holds that the messages of a table all differ.
type messages map[string]string

// want checks that there is one finding, with words of its own in what was got, in
// what is wanted and in why.
func (m messages) want(t *testing.T, findings []verdict.Finding, got, want, why string) {
	t.Helper()
	if len(findings) != 1 {
		t.Fatalf("%d findings; want 1: %q", len(findings), findings)
	}
	f := findings[0]
	for _, part := range []struct{ name, text, want string }{{"got", f.Got, got}, {"want", f.Want, want}, {"why", f.Why, why}} {
		if part.text == "" || !strings.Contains(part.text, part.want) {
			t.Errorf("%s is %q; want %q in it", part.name, part.text, part.want)
		}
	}
	if f.Called == "" {
		t.Errorf("finding %q does not say what was read", f)
	}
	text := f.Called + f.Got + f.Want + f.Why
	if other := m[text]; other != "" {
		t.Errorf("the message is that of %q, too: %q", other, f)
	}
	m[text] = t.Name()
}

// childVariable names the check that TestChild makes in place of a step's test.
const childVariable = "EVIDENCE_TEST_CHILD"

func TestChild(t *testing.T) {
	switch os.Getenv(childVariable) {
	case "answers":
		Answers(t, "5.2", "predictions.txt", []string{"first", "second"})
		t.Error("goes on after a missing answer")
	case "profiles":
		CheckProfiles(t)
	case "lineup":
		CheckLineup(t)
	case "measurements":
		CheckMeasurements(t)
	}
}

// TestChecks holds that each check fails its test with a message, under its task.
func TestChecks(t *testing.T) {
	for _, tt := range []struct {
		check string
		want  []string
	}{
		{"answers", []string{"task    5.2\n", "called  read predictions.txt\n", "git restore predictions.txt\n", "next    go tool workshop hint 5.2\n"}},
		{"profiles", []string{"task    4.2\n", "called  read goroutine.pb.gz, heap.pb.gz, cpu.pb.gz\n", "next    go tool workshop hint 4.2\n"}},
		{"lineup", []string{"task    5.1\n", "called  read lineup.txt\n", "next    go tool workshop hint 5.1\n"}},
		{"measurements", []string{"task    5.4\n", "called  read measurements.md\n", "next    go tool workshop hint 5.4\n"}},
	} {
		t.Run(tt.check, func(t *testing.T) {
			t.Parallel()
			program, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), program, "-test.run=^TestChild$")
			cmd.Dir = t.TempDir()
			cmd.Env = append(os.Environ(), childVariable+"="+tt.check, folderVariable+"=")
			out, err := cmd.CombinedOutput()
			if err == nil {
				t.Errorf("a check without evidence passes:\n%s", out)
			}
			for _, want := range tt.want {
				if !strings.Contains(string(out), want) {
					t.Errorf("output lacks %q:\n%s", want, out)
				}
			}
			if strings.Contains(string(out), "goes on") {
				t.Errorf("a check goes on after its finding:\n%s", out)
			}
			for line := range strings.Lines(string(out)) {
				if regexp.MustCompile(`^ {4}`).MatchString(line) && len([]rune(strings.TrimSpace(line))) > 96 {
					t.Errorf("a line of more than 100 columns: %s", line)
				}
			}
		})
	}
}

// TestFolder holds that evidence is read from the folder in the variable.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "answers.txt", []byte("first: red\n"))
	t.Setenv(folderVariable, dir)
	if got := Answers(t, "5.2", "answers.txt", []string{"first"}); got["first"] != "red" || len(got) != 1 {
		t.Errorf("Answers = %q; want first: red", got)
	}
}
