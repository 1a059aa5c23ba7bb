package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
)

// labEnv is the environment the lab is built in. Its database engine has no
// use for cgo, and with it would need a C++ library.
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
