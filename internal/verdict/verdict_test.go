package verdict

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// fakeTB records what a verdict does to a test.
type fakeTB struct {
	testing.TB
	failed  bool
	out     bytes.Buffer
	cleanup func()
}

func (f *fakeTB) Cleanup(fn func()) { f.cleanup = fn }
func (f *fakeTB) Fail()             { f.failed = true }
func (f *fakeTB) Name() string      { return "TestX" }
func (f *fakeTB) Output() io.Writer { return &f.out }

func TestVerdict(t *testing.T) {
	long := strings.Repeat("word ", 60) + strings.Repeat("é", 300)
	tests := []struct {
		name     string
		findings []Finding
		want     []string
	}{
		{name: "no finding", findings: nil},
		{name: "one finding", findings: []Finding{{Called: "F(1)", Got: "2", Want: "3", Why: "it counts"}},
			want: []string{"task    9.9\n", "called  F(1)\n", "got     2\n", "want    3\n", "why     it counts\n", "next    go tool workshop hint 9.9\n"}},
		{name: "long text", findings: []Finding{{Called: long, Got: "", Want: long, Why: long}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fake := &fakeTB{TB: t}
			v := For(fake, "9.9")
			for _, f := range tt.findings {
				v.Wrong(f)
			}
			fake.cleanup()
			if want := len(tt.findings) > 0; fake.failed != want {
				t.Errorf("failed = %v; want %v", fake.failed, want)
			}
			for _, want := range tt.want {
				if !strings.Contains(fake.out.String(), want) {
					t.Errorf("output lacks %q:\n%s", want, fake.out.String())
				}
			}
			for got := range strings.SplitSeq(fake.out.String(), "\n") {
				if n := utf8.RuneCountInString(got); n > width-4 || !utf8.ValidString(got) {
					t.Errorf("line of %d columns; want at most %d, and no character cut in two: %s", n, width-4, got)
				}
			}
		})
	}
}

func TestVerdictCountsTheRest(t *testing.T) {
	fake := &fakeTB{TB: t}
	v := For(fake, "")
	v.verbose = false
	v.Wrong(Finding{Called: "first"})
	v.Wrong(Finding{Called: "second"})
	v.Wrong(Finding{Called: "third"})
	fake.cleanup()
	out := fake.out.String()
	if !strings.Contains(out, "first") || strings.Contains(out, "second") {
		t.Errorf("output should have the first finding only:\n%s", out)
	}
	if want := "and 2 more: go test -v -run '^TestX$' ./...\n"; !strings.HasSuffix(out, want) {
		t.Errorf("output should end in %q:\n%s", want, out)
	}
	if !strings.Contains(out, "git diff") {
		t.Errorf("without a task the next step is git diff:\n%s", out)
	}
}

func TestVerboseVerdictPrintsAll(t *testing.T) {
	fake := &fakeTB{TB: t}
	v := For(fake, "9.9")
	v.verbose = true
	v.Wrong(Finding{Called: "first"})
	v.Wrong(Finding{Called: "second"})
	fake.cleanup()
	for _, want := range []string{"first", "second"} {
		if !strings.Contains(fake.out.String(), want) {
			t.Errorf("output lacks %q:\n%s", want, fake.out.String())
		}
	}
}

func TestCall(t *testing.T) {
	want := errors.New("no")
	if err := Call(func() error { return want }); err != want {
		t.Errorf("Call = %v; want the error of the function", err)
	}
	var missing *Finding
	err := Call(func() error { missing.Got = "x"; return nil })
	if err == nil || !regexp.MustCompile(`^panic: .*nil pointer.* \(verdict_test\.go:\d+\)$`).MatchString(err.Error()) {
		t.Errorf("Call of a function that panics = %v; want the panic and its line", err)
	}
}
