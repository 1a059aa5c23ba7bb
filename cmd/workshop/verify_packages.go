package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// labEnv is the environment the lab is built in. It has no use for cgo, and is
// the same program with and without a C compiler.
var labEnv = []string{"CGO_ENABLED=0"}

// slidesModule has the deck, and the tool that shows it.
const slidesModule = "docs/slides"

// packageChecks run the tests of what the steps stand on.
func (v *verifier) packageChecks() []check {
	return []check{
		{name: "tests of internal", run: func(ctx context.Context) (string, error) {
			return v.checkPackages(ctx, "", nil, "./internal/...")
		}},
		{name: "tests of the command line", run: func(ctx context.Context) (string, error) {
			return v.checkPackages(ctx, "", nil, "./cmd/...")
		}},
		{name: "tests of the slides", run: v.checkSlides},
		{name: "tests of the lab", run: func(ctx context.Context) (string, error) {
			return v.checkPackages(ctx, "lab", labEnv, "-count=1", "-timeout=40m", "-p=1", "./...") // they start programs, which the test cache does not see, and load on them, which wants the machine
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

// checkSlides proves that the deck finds the code, the pictures and the figures that it
// shows. Only the instructor downloads its modules.
func (v *verifier) checkSlides(ctx context.Context) (string, error) {
	note, err := v.checkPackages(ctx, slidesModule, nil, "./...")
	if err != nil && unreachable.MatchString(err.Error()) {
		return "", leftOut{"it needs the network, and there is none"}
	}
	return note, err
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

// checkTidy proves that a folder's go.mod and go.sum are what "go mod tidy" makes of
// them.
func (v *verifier) checkTidy(ctx context.Context, dir string) (string, error) {
	out, err := goOutput(ctx, v.env, dir, v.environment(), "mod", "tidy", "-diff")
	if err == nil {
		return "", nil
	}
	if unreachable.MatchString(out) {
		return "", leftOut{"it needs the network, and there is none"}
	}
	return "", fmt.Errorf("go mod tidy would change %s: %w\n%s", filepath.Join(dir, "go.mod or go.sum"), err, out)
}

// lintersMod is the mod file of the linters that step 5 tries.
const lintersMod = "linters.mod"

// checkLinters proves that the linters' mod file is tidy. It is for no package of
// the root's folder, so it is looked at in a folder of its own.
func (v *verifier) checkLinters(ctx context.Context) (string, error) {
	mod, err := os.ReadFile(v.file(lintersMod))
	if err != nil {
		return "", err
	}
	sum, err := os.ReadFile(v.file(strings.TrimSuffix(lintersMod, ".mod") + ".sum"))
	if err != nil {
		return "", err
	}
	own := filepath.Join(v.temp, "linters")
	if err := writeFiles(own, lesson.Files{"go.mod": mod, "go.sum": sum}); err != nil {
		return "", err
	}
	return v.checkTidy(ctx, own)
}
