package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"example.com/metricsworkshop/internal/lesson"
)

// minRunBlocks is how many blocks a step's README must have that are run.
const minRunBlocks = 5

// readmeChecks run the commands that the READMEs and the pages of docs show, in a
// copy of the repository that holds the shipped steps, and compare what they print.
// Those of one page are run in their order, the ones of docs in the repository's root.
func (v *verifier) readmeChecks() [][]check {
	copied := sync.OnceValues(v.scratchCopy)
	type readme struct {
		name, dir string // dir is where its commands are run
		min       int
	}
	readmes := []readme{{"README.md", "", 1}}
	for _, s := range lesson.Steps {
		readmes = append(readmes, readme{s.Starter() + "/README.md", s.Starter(), minRunBlocks})
	}
	docs, _ := filepath.Glob(v.file("docs/*.md")) // the pattern is well formed
	for _, name := range docs {
		readmes = append(readmes, readme{"docs/" + filepath.Base(name), "", 0})
	}
	var all [][]check
	for _, r := range readmes {
		text, err := os.ReadFile(v.file(r.name))
		if r.dir != "" {
			text, err = v.pristine[r.dir]["README.md"], nil
		}
		blocks, parseErr := lesson.Blocks(string(text))
		checks := []check{{name: "blocks of " + r.name, run: func(context.Context) (string, error) {
			return countBlocks(blocks, r.min, errors.Join(err, parseErr))
		}}}
		for _, b := range blocks {
			if b.NoRun != "" {
				continue
			}
			first, _, _ := strings.Cut(b.Text, "\n")
			checks = append(checks, check{name: fmt.Sprintf("%s:%d: %s", r.name, b.Line, first), run: func(ctx context.Context) (string, error) {
				scratch, err := copied()
				if err != nil {
					return "", err
				}
				return v.runBlock(ctx, filepath.Join(scratch, filepath.FromSlash(r.dir)), b)
			}})
		}
		all = append(all, checks)
	}
	return all
}

// hintChecks prove that every task has its hints.
func (v *verifier) hintChecks() []check {
	var checks []check
	for _, s := range lesson.Steps {
		checks = append(checks, check{name: "hints of " + s.Name, run: func(context.Context) (string, error) {
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
