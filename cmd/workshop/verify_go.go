package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// extract writes the shipped files below v.temp, for the overlays.
func (v *verifier) extract() error {
	for dir, files := range v.pristine {
		if err := writeFiles(filepath.Join(v.temp, filepath.FromSlash(dir)), files); err != nil {
			return err
		}
	}
	return nil
}

func writeFiles(dir string, files lesson.Files) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// overlay returns the name of a file for the go command's -overlay: every step
// reads as it was shipped, whatever the tree holds, and dir with changes on top.
func (v *verifier) overlay(dir string, changes lesson.Files) (string, error) {
	replace := map[string]string{}
	for path, files := range v.pristine {
		now, err := lesson.ReadDir(v.file(path))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
		for name := range now {
			replace[filepath.Join(v.file(path), name)] = "" // the learner's own: hidden
		}
		for name := range files {
			replace[filepath.Join(v.file(path), name)] = filepath.Join(v.temp, filepath.FromSlash(path), name)
		}
	}
	own, err := os.MkdirTemp(v.temp, "overlay-")
	if err != nil {
		return "", err
	}
	if err := writeFiles(own, changes); err != nil {
		return "", err
	}
	for name := range changes {
		replace[filepath.Join(v.file(dir), name)] = filepath.Join(own, name)
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	name := filepath.Join(own, "overlay.json")
	return name, os.WriteFile(name, text, 0o644)
}

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
	}
}

// canRace reports whether the race detector can be used here.
func (v *verifier) canRace(ctx context.Context) bool {
	findings := lookAtRace(ctx, v.env)
	return len(findings) == 1 && findings[0].level == fine
}

// goTest runs the tests of one step's folder, read through an overlay.
func (v *verifier) goTest(ctx context.Context, dir string, changes lesson.Files, args ...string) (testRun, error) {
	out, ok, err := v.overlaidTest(ctx, dir, changes, append([]string{"-json"}, args...)...)
	return parseTestRun(out, ok), err
}

// overlaidTest returns what "go test" prints for one step's folder, read
// through an overlay, and whether it passed.
func (v *verifier) overlaidTest(ctx context.Context, dir string, changes lesson.Files, args ...string) (out string, ok bool, err error) {
	overlay, err := v.overlay(dir, changes)
	if err != nil {
		return "", false, err
	}
	args = append([]string{"test", "-timeout=60s", "-overlay=" + overlay}, args...)
	out, runErr := v.goCommand(ctx, "", nil, append(args, "./"+dir)...)
	return out, runErr == nil, ctx.Err()
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}

// workers is how many answers are tried at once. Each is mostly a link, which keeps
// one processor busy.
func workers() int { return runtime.NumCPU() }

// file is a path of the tree as a file name.
func (v *verifier) file(path string) string {
	return filepath.Join(v.Root, filepath.FromSlash(path))
}
