package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

// insideVerify is set for all that verify starts.
const insideVerify = "WORKSHOP_VERIFY"

var verifyVerb = verb{
	name:    "verify",
	args:    "[flags]",
	summary: "check the workshop itself: starters, solutions, wrong and right answers, text",
	details: `
Proves the repository, not your answers: every starter fails in its open tasks
and nowhere else, every solution passes, wrong answers are rejected with their
own message and right ones accepted, and the READMEs' commands do what they say.

It judges the files as they were shipped. A step that you have edited is
reported as yours and is not judged; with -strict, any difference is a failure.

` + likelyPage + ` shows what the likely wrong answers get; authors have
it written anew with -update -only '^likely'.`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		strict := flags.Bool("strict", false, "fail if the tree differs from the archive of shipped files")
		update := flags.Bool("update", false, "for authors: write "+likelyPage+" instead of comparing it")
		only := flags.String("only", "", "run the checks whose name matches this `regexp`, as in '^wrong 1.2'")
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		if len(rest) > 0 {
			return usageErrorf("verify takes flags only, not %q\nSee: go tool workshop verify -h", rest[0])
		}
		name, err := regexp.Compile(*only)
		if err != nil {
			return usageErrorf("-only: %w", err)
		}
		if env.Getenv(insideVerify) != "" {
			return usageErrorf("verify runs the tests that would start this verify: it would never end")
		}
		v, err := newVerifier(env, *strict, name)
		if err != nil {
			return err
		}
		v.update = *update
		defer v.close()
		return v.all(ctx)
	},
}

// A verifier runs checks and counts them.
type verifier struct {
	*env
	strict, update          bool
	only                    *regexp.Regexp
	race                    bool   // this machine can build with -race
	temp                    string // holds the shipped files and the overlays; removed by close
	pristine                map[string]lesson.Files
	passed, failed, leftOut int
	doing                   atomic.Value   // a string: what it is at, for those who wait
	started                 sync.WaitGroup // what runs in the background
}

// A check is one thing that verify proves.
type check struct {
	name string
	run  func(ctx context.Context) (note string, err error)
	took *time.Duration // how long it ran, once run returns; nil if run itself took it
}

func newVerifier(env *env, strict bool, only *regexp.Regexp) (*verifier, error) {
	v := &verifier{env: env, strict: strict, only: only, pristine: map[string]lesson.Files{}}
	for _, d := range lesson.Dirs() {
		files, err := lesson.Pristine(d)
		if err != nil {
			return nil, damagedErrorf("%w\ngo tool workshop sync writes it anew from the steps' files", err)
		}
		v.pristine[d.Path()] = files
	}
	temp, err := os.MkdirTemp("", "workshop-verify-")
	if err != nil {
		return nil, environmentErrorf("%w", err)
	}
	v.temp = temp
	if err := v.extract(); err != nil {
		v.close()
		return nil, environmentErrorf("%w", err)
	}
	return v, nil
}

// close waits for what runs in the background, which an interrupt ends soon, and
// removes what it wrote.
func (v *verifier) close() {
	v.started.Wait()
	removeTemp(v.env, v.temp)
}

// all runs every check, prints a line for each as it goes, and counts last.
func (v *verifier) all(ctx context.Context) error {
	began := time.Now()
	v.race, _ = canRace(ctx, v.env)
	// What the packages' tests start waits more than it computes, and so costs
	// little time beside the other checks. A README waits for its load.
	packages, startPackages := v.ahead(1, v.packageChecks())
	steps, _ := v.ahead(workers(), alone(v.stepChecks())...)
	readmes, _ := v.ahead(max(1, workers()/2), v.readmeChecks()...)
	checks := slices.Concat(v.treeChecks(), v.copyChecks(), steps, v.answerChecks(), readmes, v.hintChecks(), packages)
	startPackages(ctx)
	for _, c := range checks {
		if v.only.MatchString(c.name) {
			v.report(ctx, c)
		}
		if ctx.Err() != nil {
			return errors.New("stopped")
		}
	}
	summary := fmt.Sprintf("%d passed, %d failed", v.passed, v.failed)
	if v.leftOut > 0 {
		summary += fmt.Sprintf(", %d skipped", v.leftOut)
	}
	fmt.Fprintf(v.Stdout, "\nin %.0f s\n%s\n", time.Since(began).Seconds(), summary)
	if v.failed > 0 {
		return errors.New("the workshop has a fault: see the lines that begin with FAIL")
	}
	if v.passed+v.leftOut == 0 {
		return usageErrorf("no check ran: -only matches none")
	}
	return nil
}
