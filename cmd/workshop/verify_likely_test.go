package main

import (
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
)

func TestMerge(t *testing.T) {
	const old = "# Head\n\n```text\n--- FAIL: TestA\n    got     74.0 kB in\n            all\n```\n\n```text\n    got     key.time:0.007|ms\n            key.goroutines:4|g\n```\n"
	tests := []struct {
		name, page      string
		merged, changed string // merged is empty for the page as it is
	}{
		{"the same", old, "", ""},
		{"measured anew, and so wrapped elsewhere", strings.NewReplacer("74.0 kB in\n            all", "9 kB in all", "0.007", "0.1", ":4|", ":12|").Replace(old), old, ""},
		{"other words", strings.ReplaceAll(strings.ReplaceAll(old, "# Head", "# Title"), "74.0", "75.1"), strings.ReplaceAll(old, "# Head", "# Title"), "# Title"},
		{"another count", strings.ReplaceAll(old, "TestA", "TestA2"), "", "```text\n--- FAIL: TestA2\n    got     74.0 kB in\n            all\n```"},
		{"one paragraph less", old[:strings.LastIndex(old, "\n\n")+1], "", "nothing behind:\n```text\n--- FAIL: TestA\n    got     74.0 kB in\n            all\n```"},
		{"one more", old + "\nmore\n", "", "more"},
		{"another order", "x\n\n" + old, "", "x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := tt.merged
			if want == "" {
				want = tt.page
			}
			for _, before := range []string{old, strings.ReplaceAll(old, "\n", "\r\n")} {
				if merged, changed := merge(before, tt.page); merged != want || changed != tt.changed {
					t.Errorf("merge = %q, %q; want %q, %q", merged, changed, want, tt.changed)
				}
			}
		})
	}
	if merged, changed := merge("", old); merged != old || changed != "# Head" {
		t.Errorf("merge without an old page = %q, %q; want the new one, of which all is new", merged, changed)
	}
}

func TestMessage(t *testing.T) {
	answer := lesson.Answer{Name: "first", Task: lesson.Task{ID: "1.1", Test: "TestX", File: "order.go"}}
	const red = "2026/11/30 a log line\n--- FAIL: TestX (0.02s)\n    --- FAIL: TestX/goal (1.50s)\n        got     panic (answer.go:15)\nFAIL\nFAIL\texample.com/x\t0.031s\nFAIL\n"
	got, err := message(trial{Answer: answer, output: red})
	if want := "--- FAIL: TestX\n    --- FAIL: TestX/goal\n        got     panic (order.go:…)"; got != want || err != nil {
		t.Errorf("message = %q, %v; want %q", got, err, want)
	}
	for name, bad := range map[string]trial{
		"accepted": {Answer: answer, output: "ok  \texample.com/x\n", ok: true},
		"no build": {Answer: answer, output: "# example.com/x\nundefined: y\nFAIL\texample.com/x [build failed]\nFAIL\n"},
	} {
		if got, err := message(bad); err == nil {
			t.Errorf("%s: message = %q; want an error", name, got)
		}
	}
}

// TestLikelyText has the answers in the order in which they are likely, below their
// task and step.
func TestLikelyText(t *testing.T) {
	of := func(step, likely int, name string) trial {
		s := lesson.Steps[step-1]
		return trial{
			Answer: lesson.Answer{Step: s, Task: s.Tasks[0], Name: name, Title: "It is " + name + ".", Likely: likely},
			output: "--- FAIL: TestX (0.02s)\n    says " + name + "\nFAIL\nFAIL\tx\t0.1s\nFAIL\n",
		}
	}
	text, err := likelyText([]*taskTrial{
		{Task: lesson.Steps[0].Tasks[0], trials: []trial{of(1, 2, "second"), of(1, 0, "unlikely"), of(1, 1, "first")}},
		{Task: lesson.Steps[0].Tasks[2], trials: []trial{of(1, 0, "deeper")}},
		{Task: lesson.Steps[1].Tasks[0], trials: []trial{of(2, 1, "other")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\n## Step 1: ", "\n### 1.1 ", "**1.** It is first.", "    says first\n```\n", "**2.** It is second.", "\n## Step 2: ", "\n### 2.1 ", "**1.** It is other."} {
		_, behind, ok := strings.Cut(text, want)
		if !ok {
			t.Errorf("the page lacks %q, or has it too early:\n%s", want, text)
		}
		text = behind
	}
}
