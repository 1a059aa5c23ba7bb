package main

import (
	"context"
	"path/filepath"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// goCommand runs the go command in a folder of the tree and returns what it printed.
func (v *verifier) goCommand(ctx context.Context, dir string, more []string, args ...string) (string, error) {
	return goOutput(ctx, v.env, v.file(dir), append(v.environment(), more...), args...)
}

// environment is what is set for all that v starts. What a test that is interrupted
// leaves among the temporary files lies in v.temp then, and goes with it.
func (v *verifier) environment() []string {
	return []string{
		insideVerify + "=1",
		"GOTMPDIR=" + v.temp,
		"TMPDIR=" + v.temp, "TMP=" + v.temp, "TEMP=" + v.temp, // the last two are Windows'
		evidenceVariable + "=", // what is judged lies in the working directory, or stage says where
	}
}

// canRace reports whether the race detector can be used here, and else what is missing.
func canRace(ctx context.Context, env *env) (can bool, why string) {
	findings := lookAtRace(ctx, env)
	if len(findings) != 1 {
		return false, "go test -race is left out: the go command does not run"
	}
	return findings[0].level == fine, findings[0].text
}

// goTest runs the tests of one of a step's folders, as it was shipped and with changes
// on top.
func (v *verifier) goTest(ctx context.Context, d lesson.Dir, changes lesson.Files, args ...string) (testRun, error) {
	out, ok, err := v.shippedTest(ctx, d, changes, append([]string{"-json"}, args...)...)
	return parseTestRun(out, ok), err
}

// shippedTest returns what "go test" prints for one of a step's folders, as it was
// shipped and with changes on top, and whether it passed.
func (v *verifier) shippedTest(ctx context.Context, d lesson.Dir, changes lesson.Files, args ...string) (out string, ok bool, err error) {
	overlay, err := v.overlay(d.Path(), changes)
	if err != nil {
		return "", false, err
	}
	evidence, err := v.evidence(d, changes)
	if err != nil {
		return "", false, err
	}
	args = append([]string{"test", "-timeout=60s", "-overlay=" + overlay}, args...)
	out, runErr := v.goCommand(ctx, "", []string{evidence}, append(args, "./"+d.Path())...)
	return out, runErr == nil, ctx.Err()
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}

// file is a path of the tree as a file name.
func (v *verifier) file(path string) string {
	return filepath.Join(v.Root, filepath.FromSlash(path))
}
