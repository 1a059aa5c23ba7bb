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
	"sync"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

const (
	blockTimeout = 3 * time.Minute // for one block; the first may build the lab
	minRunBlocks = 5               // that a step's README must have
)

// readmeChecks run the commands that the READMEs show, in a copy of the
// repository that holds the shipped steps, and compare what they print.
func (v *verifier) readmeChecks() []check {
	copied := sync.OnceValues(v.scratchCopy)
	readmes := []struct {
		name, dir string
		min       int
	}{{"README.md", "", 1}}
	for _, s := range lesson.Steps {
		readmes = append(readmes, struct {
			name, dir string
			min       int
		}{s.Starter() + "/README.md", s.Starter(), minRunBlocks})
	}
	var checks []check
	for _, r := range readmes {
		text, err := os.ReadFile(v.file(r.name))
		if r.dir != "" {
			text, err = v.pristine[r.dir]["README.md"], nil
		}
		blocks, parseErr := lesson.Blocks(string(text))
		checks = append(checks, check{"blocks of " + r.name, func(context.Context) (string, error) {
			return countBlocks(blocks, r.min, errors.Join(err, parseErr))
		}})
		for _, b := range blocks {
			if b.NoRun != "" {
				continue
			}
			first, _, _ := strings.Cut(b.Text, "\n")
			checks = append(checks, check{fmt.Sprintf("%s:%d: %s", r.name, b.Line, first), func(ctx context.Context) (string, error) {
				scratch, err := copied()
				if err != nil {
					return "", err
				}
				return v.runBlock(ctx, filepath.Join(scratch, filepath.FromSlash(r.dir)), b)
			}})
		}
	}
	for _, s := range lesson.Steps {
		checks = append(checks, check{"hints of " + s.Name, func(context.Context) (string, error) {
			for _, t := range s.Tasks {
				if _, err := lesson.Hints(v.pristine[s.Starter()]["README.md"], t.ID); err != nil {
					return "", err
				}
			}
			return "", nil
		}})
	}
	return checks
}

func countBlocks(blocks []lesson.Block, minimum int, err error) (string, error) {
	if err != nil {
		return "", err
	}
	run := 0
	for _, b := range blocks {
		if b.NoRun == "" {
			run++
		}
	}
	if run < minimum {
		return "", fmt.Errorf("%d of its sh blocks are run; want at least %d", run, minimum)
	}
	return fmt.Sprintf("%d of %d are run", run, len(blocks)), nil
}

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
	// -trimpath, so that the build cache does not care where the copy lies.
	cmd.Env = append(os.Environ(), insideVerify+"=1", "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -trimpath"),
		"ORDERS_ADDR=127.0.0.1:0", "WORKSHOP_DB_ADDR=127.0.0.1:0")
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
