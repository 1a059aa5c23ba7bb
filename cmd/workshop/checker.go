package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

// briefVariable has the tests print the first finding only, though -json asks for -v.
const briefVariable = "WORKSHOP_BRIEF"

// A checker runs the shipped tests over a learner's files.
type checker struct {
	*env
	timeout time.Duration
	race    bool
	temp    string    // what is built and what the tests leave; removed by close
	keys    *keyboard // of the terminal, while it is taken; nil if it is not
}

func newChecker(env *env, timeout time.Duration) (*checker, error) {
	temp, err := os.MkdirTemp("", "workshop-check-")
	if err != nil {
		return nil, environmentErrorf("%w", err)
	}
	return &checker{env: env, timeout: timeout, temp: temp}, nil
}

func (c *checker) close() { removeTemp(c.env, c.temp) }

// unready is what the go command says when it cannot begin, whatever the learner wrote.
var unready = regexp.MustCompile(`requires go >= |dial tcp|disabled by GOPROXY=off|network is unreachable|no space left on device`)

// check runs the tests of a target.
func (c *checker) check(ctx context.Context, t target) (stepCheck, error) {
	r := stepCheck{target: t, race: c.race}
	dir := filepath.Join(c.Root, filepath.FromSlash(t.Path()))
	files, err := lesson.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return r, damagedErrorf("the folder %s is gone\ngit checkout :/%[1]s brings it back as it was when you last committed it", t.Path())
	}
	if err != nil {
		return r, environmentErrorf("%w", err)
	}
	pristine, err := lesson.Pristine(t.Dir)
	if err != nil {
		return r, damagedErrorf("%w\ngit checkout %s brings it back", err, lesson.ArchivePath)
	}
	before, err := stepHash(c.Root, t.Dir, files, pristine)
	if err != nil {
		return r, environmentErrorf("%w", err)
	}
	args := []string{"test", "-json", fmt.Sprintf("-timeout=%v", c.timeout)}
	given := givenTests(t.Dir, files, pristine)
	r.notes = given.notes
	if len(given.changed) > 0 {
		overlay, err := c.overlay(t.Dir, given.changed)
		if err != nil {
			return r, environmentErrorf("%w", err)
		}
		args = append(args, "-overlay="+overlay)
	}
	if c.race {
		args = append(args, "-race")
	}
	tasks := t.Step.Tasks
	if t.task != "" {
		tasks = slices.DeleteFunc(slices.Clone(tasks), func(own lesson.Task) bool { return own.ID != t.task })
		args = append(args, "-run=^("+strings.Join(tasks[0].Tests(), "|")+")$")
	}
	out, runErr := goOutput(ctx, c.env, dir, c.environment(), append(args, ".")...)
	if ctx.Err() != nil {
		return r, errors.New("stopped")
	}
	if code := exitCode(runErr); runErr != nil && code != exitFailed {
		return r, runErr // there is no go command
	}
	r.run = parseTestRun(out, runErr == nil)
	if !r.run.ok && len(r.run.result) == 0 && unready.MatchString(out) {
		return r, environmentErrorf("the go command cannot run the tests:\n%s\ngo tool workshop doctor says what is missing", indent(firstLines(r.run.output, 8)))
	}
	r.judge(c.Root, tasks, files, pristine)
	if now, err := lesson.ReadDir(dir); err == nil {
		if after, err := stepHash(c.Root, t.Dir, now, pristine); err == nil && after == before {
			r.hash = after
		}
	}
	return r, nil
}

// environment is what is set for the tests. What one that is stopped leaves among the
// temporary files lies in c.temp then, and goes with it.
func (c *checker) environment() []string {
	return []string{
		briefVariable + "=1",
		evidenceVariable + "=", // the learner's own lies in the working directory
		"GOTMPDIR=" + c.temp,
		"TMPDIR=" + c.temp, "TMP=" + c.temp, "TEMP=" + c.temp, // the last two are Windows'
	}
}
