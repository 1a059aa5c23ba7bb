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
	answer := lesson.Answer{Task: lesson.Task{ID: "1.1", Test: "TestX"}, Title: "first", Says: regexp.MustCompile("one mistake")}
	failed := "--- FAIL: TestX (0.00s)\n    why     one\n            mistake\n"
	tests := []struct {
		name    string
		trial   trial
		other   string
		starter string
		want    string // part of the error; "" for none
	}{
		{"rejected with its message", trial{output: failed}, "--- FAIL: TestX\n another", "nothing yet", ""},
		{"accepted", trial{ok: true}, "", "", "is accepted"},
		{"no build", trial{output: "undefined: x\nFAIL"}, "", "", "does not fail by assertion"},
		{"panic", trial{output: failed + "panic: oh"}, "", "", "does not fail by assertion"},
		{"another message", trial{output: "--- FAIL: TestX\n two mistakes"}, "", "", "does not match"},
		{"the starter's message", trial{output: failed}, "", failed, "untouched starter"},
		{"another answer's message", trial{output: failed}, failed, "", "also what"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.trial.Answer = answer
			_, err := judgeWrong([]trial{tt.trial, {output: tt.other}}, 0, tt.starter)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("judgeWrong = %v; want an error with %q", err, tt.want)
			}
		})
	}
}
