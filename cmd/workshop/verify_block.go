package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/lesson"
	learner "example.com/metricsworkshop/internal/progress"
)

// blockTimeout is for one block; the first may build the lab, beside another one's.
const blockTimeout = 5 * time.Minute

// scratchCopy copies the repository, with the shipped steps in place of the
// tree's, to where a README's commands may do what they like.
func (v *verifier) scratchCopy() (string, error) {
	scratch := filepath.Join(v.temp, "repository")
	err := filepath.WalkDir(v.Root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(v.Root, name)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if _, step := v.pristine[filepath.ToSlash(rel)]; step || rel == ".git" {
				return filepath.SkipDir
			}
			return os.MkdirAll(filepath.Join(scratch, rel), 0o755)
		}
		if name == learner.File(v.Root) {
			return nil // a README speaks to who begins
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(scratch, rel), content, info.Mode().Perm())
	})
	for dir, files := range v.pristine {
		err = errors.Join(err, writeFiles(filepath.Join(scratch, filepath.FromSlash(dir)), files))
	}
	return scratch, err
}

// blockFlags are the GOFLAGS that a block runs with: -trimpath, so that the
// build cache does not care where the copy lies. Not for go vet: it keeps what it
// printed, and would show the paths of an earlier copy.
func blockFlags(b lesson.Block) string {
	flags := os.Getenv("GOFLAGS")
	if !strings.Contains(b.Text, "go vet") {
		flags += " -trimpath"
	}
	return strings.TrimSpace(flags)
}

// runBlock runs one block with sh, and judges its exit status and its output.
func (v *verifier) runBlock(ctx context.Context, dir string, b lesson.Block) (string, error) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		return "", leftOut{"there is no sh on this machine"}
	}
	ctx, cancel := context.WithTimeout(ctx, blockTimeout)
	defer cancel()
	cmd := exec.Command(shell, "-e")
	cmd.Dir = dir
	cmd.Stdin = strings.NewReader(b.Text)
	cmd.Env = append(os.Environ(), v.environment()...)
	cmd.Env = append(cmd.Env, "GOFLAGS="+blockFlags(b),
		"ORDERS_ADDR="+freePort, "WORKSHOP_DB_ADDR="+freePort, "WORKSHOP_STATSD_ADDR="+freePort, "WORKSHOP_COLLECTOR_ADDR="+freePort,
		"WORKSHOP_PAGE_ADDR="+freePort, "DEBUG_ADDR="+freePort, "WORKSHOP_OWN_LAB=1")
	// sh ends as soon as it is asked to. What it runs needs longer, and has ended
	// when nobody has the output open any more.
	cmd.WaitDelay = stopGrace
	watch := &watcher{until: b.Until, seen: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = watch, watch
	child, err := startChild(cmd)
	if err != nil {
		return "", err
	}
	stopped := ""
	select {
	case <-child.done:
	case <-watch.seen:
		stopped = ", until it printed what it should"
		child.stop(stopGrace, v.Hurry)
	case <-ctx.Done():
		child.stop(stopGrace, v.Hurry)
		return "", fmt.Errorf("not done after %v:\n%s", blockTimeout, watch)
	}
	switch code := child.exitCode(); {
	case b.Until != nil && stopped == "":
		return "", fmt.Errorf("it ended, exit status %d, and never printed %q:\n%s", code, b.Until, watch)
	case b.Until == nil && code != b.Exit:
		return "", fmt.Errorf("exit status %d; the README's fence says %d:\n%s", code, b.Exit, watch)
	case b.Want != "":
		return "output as shown", b.Matches(watch.String())
	}
	return fmt.Sprintf("exit status %d%s", b.Exit, stopped), nil
}
