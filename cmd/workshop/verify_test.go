package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
)

func TestParseTestRun(t *testing.T) {
	const out = `{"Action":"output","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Test":"TestA","Output":"says A\n"}
{"Action":"pass","Test":"TestA"}
{"Action":"output","Test":"TestB/one","Output":"says one\n"}
{"Action":"pass","Test":"TestB/one"}
{"Action":"output","Test":"TestB/two","Output":"says two\n"}
{"Action":"fail","Test":"TestB/two"}
{"Action":"fail","Test":"TestB"}
{"Action":"skip","Test":"TestC"}
{"Action":"output","Output":"FAIL\n"}
go: some words
`
	run := parseTestRun(out, false)
	if got := run.failed(); !slices.Equal(got, []string{"TestB"}) {
		t.Errorf("failed = %q; want TestB", got)
	}
	if len(run.result) != 3 || run.result["TestC"] != "skip" {
		t.Errorf("result = %v; want TestA, TestB and TestC", run.result)
	}
	for text, want := range map[string]bool{"says A": false, "says one": false, "says two": true, "FAIL": true, "go: some words": true} {
		if got := strings.Contains(run.output, text); got != want {
			t.Errorf("output has %q: %v; want %v", text, got, want)
		}
	}
	if err := run.broken(); err != nil {
		t.Errorf("broken = %v; want nil", err)
	}
	for _, bad := range []string{"", `{"Action":"output","Test":"TestA","Output":"panic: oh\n"}` + "\n" + `{"Action":"fail","Test":"TestA"}`} {
		if parseTestRun(bad, false).broken() == nil {
			t.Errorf("broken of %q = nil; want an error", bad)
		}
	}
}

func TestJudgeWrong(t *testing.T) {
	answer := lesson.Answer{Name: "first", Task: lesson.Task{ID: "1.1", Test: "TestX"}, Title: "first", Fails: "TestX", Says: regexp.MustCompile("one mistake")}
	elsewhere := answer
	elsewhere.Fails = "TestY"
	const says = "    why     one\n            mistake\n"
	const failed, failedElsewhere = "--- FAIL: TestX (0.00s)\n" + says, "--- FAIL: TestY (0.00s)\n" + says
	tests := []struct {
		name    string
		answer  lesson.Answer
		trial   trial
		other   trial
		starter string
		want    string // part of the error; "" for none
	}{
		{"rejected with its message", answer, trial{output: failed}, trial{output: "--- FAIL: TestX (0.00s)\n another"}, "nothing yet", ""},
		{"accepted", answer, trial{ok: true}, trial{}, "", "is accepted by TestX"},
		{"no build", answer, trial{output: "undefined: x\nFAIL"}, trial{}, "", "does not fail by assertion"},
		{"panic", answer, trial{output: failed + "panic: oh"}, trial{}, "", "does not fail by assertion"},
		{"a test of a longer name", answer, trial{output: "--- FAIL: TestXY (0.00s)\n" + says}, trial{}, "", "does not fail by assertion"},
		{"another message", answer, trial{output: "--- FAIL: TestX (0.00s)\n two mistakes"}, trial{}, "", "does not match"},
		{"the starter's message", answer, trial{output: failed}, trial{}, failed, "untouched starter"},
		{"another answer's message", answer, trial{output: failed}, trial{output: failed}, "", "also what"},
		{"a right answer's message", answer, trial{output: failed}, trial{output: failed, Answer: lesson.Answer{Right: true}}, "", ""},
		{"one that is like it", answer, trial{output: failed}, trial{output: failed, Answer: lesson.Answer{Name: "second", Like: "first"}}, "", ""},
		{"another test, and the task's passes", elsewhere, trial{output: failedElsewhere}, trial{}, "", ""},
		{"another test, and the task's too", elsewhere, trial{output: failed + failedElsewhere}, trial{}, "", "want it to pass that one"},
		{"the task's test instead of another", elsewhere, trial{output: failed}, trial{}, "", "want it to pass that one"},
		{"another test accepts it", elsewhere, trial{ok: true}, trial{}, "", "is accepted by TestY"},
		{"another test says something else", elsewhere, trial{output: "--- FAIL: TestY (0.00s)\n two mistakes"}, trial{}, "", "does not match"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.trial.Answer = tt.answer
			note, err := judgeWrong([]trial{tt.trial, tt.other}, 0, tt.starter)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("judgeWrong = %v; want an error with %q", err, tt.want)
			}
			if want := "fails " + tt.answer.Fails; err == nil && note != want {
				t.Errorf("judgeWrong = %q; want %q", note, want)
			}
		})
	}
}

func TestJudgeRight(t *testing.T) {
	step := lesson.Step{Name: "step", Files: []lesson.File{{Name: "a.go", Kind: lesson.Service}}}
	v := &verifier{pristine: map[string]lesson.Files{step.Solution(): {"a.go": []byte("package p\n\nfunc A() { println(1) }\n")}}}
	tests := []struct {
		name, source string
		ok           bool
		want         string // part of the error; "" for none
	}{
		{"another way", "func A() { print(1, 2) }", true, ""},
		{"rejected", "func A() { print(1, 2) }", false, "is rejected"},
		{"other names", "func A() { printf(1) }", true, "in names only"},
	}
	for _, tt := range tests {
		_, err := v.judgeRight(trial{Answer: lesson.Answer{Step: step, Go: []byte("package p\n\n" + tt.source + "\n")}, ok: tt.ok})
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: judgeRight = %v; want an error with %q", tt.name, err, tt.want)
		}
	}
}
