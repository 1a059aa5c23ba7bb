package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"
)

// labEnv is the environment the lab is built in. It has no use for cgo, and is
// the same program with and without a C compiler.
var labEnv = []string{"CGO_ENABLED=0"}

// packageChecks run the tests of what the steps stand on.
func (v *verifier) packageChecks() []check {
	return []check{
		{"tests of internal", func(ctx context.Context) (string, error) {
			return v.checkPackages(ctx, "", nil, "./internal/...")
		}},
		{"tests of the command line", func(ctx context.Context) (string, error) {
			return v.checkPackages(ctx, "", nil, "./cmd/...")
		}},
		{"tests of the lab", func(ctx context.Context) (string, error) {
			return v.checkPackages(ctx, "lab", labEnv, "-count=1", "./...") // they build and start programs, which the test cache does not see
		}},
	}
}

// beside starts checks now, one after another, and returns checks that wait for
// their results: what they start waits more than it computes, and so costs
// little time beside the other checks. The function it returns waits for the last.
func (v *verifier) beside(ctx context.Context, checks []check) (waiting []check, wait func()) {
	type result struct {
		note string
		err  error
	}
	results := make([]chan result, len(checks))
	for i, c := range checks {
		results[i] = make(chan result, 1)
		waiting = append(waiting, check{c.name, func(context.Context) (string, error) {
			r := <-results[i]
			return r.note, r.err
		}})
	}
	var running sync.WaitGroup
	running.Go(func() {
		for i, c := range checks {
			if !v.only.MatchString(c.name) || ctx.Err() != nil {
				results[i] <- result{err: ctx.Err()}
				continue
			}
			began := time.Now()
			note, err := c.run(ctx)
			results[i] <- result{fmt.Sprintf("%s, in %.0f s beside the others", note, time.Since(began).Seconds()), err}
		}
	})
	return waiting, running.Wait
}

// checkPackages runs the tests of some packages of a module, with the race
// detector if it can be had, and names what was skipped.
func (v *verifier) checkPackages(ctx context.Context, module string, environment []string, args ...string) (string, error) {
	args = append([]string{"test", "-json", "-shuffle=on"}, args...)
	if v.race && module == "" {
		args = append(args[:2:2], append([]string{"-race"}, args[2:]...)...)
	}
	out, err := v.goCommand(ctx, module, environment, args...)
	run := parseTestRun(out, err == nil)
	if !run.ok {
		return "", fmt.Errorf("go %s: %s\n%s", strings.Join(args, " "), strings.Join(run.failed(), ", "), run.output)
	}
	passed, skipped := 0, []string(nil)
	for name, result := range run.result {
		if result == "skip" {
			skipped = append(skipped, name)
		} else {
			passed++
		}
	}
	note := fmt.Sprintf("%d tests", passed)
	if len(skipped) > 0 {
		note += ", skipped: " + strings.Join(skipped, ", ")
	}
	return note, nil
}

func (v *verifier) checkVet(ctx context.Context) (string, error) {
	overlay, err := v.overlay("", nil)
	if err != nil {
		return "", err
	}
	out, err := v.goCommand(ctx, "", nil, "vet", "-overlay="+overlay, "./...")
	if err != nil {
		return "", fmt.Errorf("go vet ./...: %w\n%s", err, out)
	}
	out, err = v.goCommand(ctx, "lab", labEnv, "vet", "./...")
	if err != nil {
		return "", fmt.Errorf("go vet ./... in lab: %w\n%s", err, out)
	}
	return "", nil
}

// unreachable is what the go command says when it would need the network.
var unreachable = regexp.MustCompile(`dial tcp|lookup .*: |disabled by GOPROXY=off|network is unreachable|i/o timeout`)

func (v *verifier) checkTidy(ctx context.Context, module string) (string, error) {
	out, err := v.goCommand(ctx, module, nil, "mod", "tidy", "-diff")
	if err == nil {
		return "", nil
	}
	if unreachable.MatchString(out) {
		return "", leftOut{"it needs the network, and there is none"}
	}
	return "", fmt.Errorf("go mod tidy would change %s/go.mod or go.sum: %w\n%s", module, err, out)
}
