package leaktest

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestJudgeCheck runs the judge over good checks and bad ones.
func TestJudgeCheck(t *testing.T) {
	for _, tt := range goodChecks {
		t.Run("good: "+tt.name, func(t *testing.T) {
			if o, says := saidBy(t, func(t testing.TB) { JudgeCheck(t, tt.check) }); o.Failed || says != "" {
				t.Errorf("JudgeCheck says %q; want nothing", says)
			}
			if !Good(t, tt.check) {
				t.Error("Good = false; want true")
			}
		})
	}
	for _, tt := range slices.Concat(blindChecks, brokenChecks) {
		t.Run("bad: "+tt.name, func(t *testing.T) {
			o, says := saidBy(t, func(t testing.TB) {
				if tt.name == "hangs" {
					hurry(t, 200*time.Millisecond)
				}
				JudgeCheck(t, tt.check)
			})
			for _, want := range append(tt.says, "task 5.2", "next go tool workshop hint 5.2") {
				if !o.Failed || !strings.Contains(says, want) {
					t.Errorf("JudgeCheck failed = %v and says\n%s\nwant %q in it", o.Failed, strings.Join(o.Said, "\n"), want)
				}
			}
			if Good(t, tt.check) {
				t.Error("Good = true; want false")
			}
		})
	}
}

// TestStatement checks that the variants ask what the service asks.
func TestStatement(t *testing.T) {
	source, err := os.ReadFile("../../solutions/step03-newrelic/lookups.go")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(source), "`"+Statement+"`") {
		t.Errorf("DriverBusy does not ask %q", Statement)
	}
}
