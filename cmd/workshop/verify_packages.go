package main

import (
	"context"
	"fmt"
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
