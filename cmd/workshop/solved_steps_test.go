package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSolvedSteps runs what CI asks about every pull request.
func TestSolvedSteps(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("CI's script needs bash: ", err)
	}
	tests := []struct {
		name    string
		changed string
		solved  bool
	}{
		{"a solved step", "step01-service/order.go\n", true},
		{"two, and a file of the learner's own", "step01-service/order.go\nstep05-leakfix/lineup.txt\nstep05-leakfix/mine.go\n", true},
		{"a better step", "internal/lesson/pristine.zip\nsolutions/step01-service/order_test.go\nstep01-service/order_test.go\n", false},
		{"another solution", "solutions/step01-service/order.go\n", false},
		{"anything else", "README.md\n", false},
		{"nothing", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			summary := filepath.Join(t.TempDir(), "summary")
			cmd := exec.Command(bash, "../../.github/solved-steps.sh")
			cmd.Stdin = strings.NewReader(tt.changed)
			cmd.Env = append(os.Environ(), "GITHUB_STEP_SUMMARY="+summary)
			out, err := cmd.CombinedOutput()
			_, failed := err.(*exec.ExitError)
			if err != nil && !failed || failed != tt.solved {
				t.Fatalf("error %v; want it to fail: %v\n%s", err, tt.solved, out)
			}
			if !failed {
				return
			}
			text, err := os.ReadFile(summary)
			if want := "keep them in your fork"; err != nil || !strings.Contains(string(text), want) || !strings.Contains(string(out), want) {
				t.Errorf("the summary is %q, %v, the output %q; want both to say %q", text, err, out, want)
			}
		})
	}
}
