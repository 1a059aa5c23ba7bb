package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path"
	"regexp"
	"strings"
)

// warmTests builds every test once, and starts it without running a test.
func warmTests(ctx context.Context, env *env) []finding {
	out, err := goOutput(ctx, env, env.Root, nil, "list", "-e", "./...")
	if err != nil {
		return warn("See: go list ./...", "the packages cannot be listed: %v\n%s", err, out)
	}
	progress := newProgress(env.Stderr)
	broken, err := warmPackages(ctx, env, progress, strings.Count(out, "\n"))
	progress.clear()
	if err != nil {
		return warn("See: go test ./...", "the tests cannot be built: %v", err)
	}
	findings := ok("built the tests in %s", progress.elapsed())
	for _, pkg := range broken {
		dir := "./" + strings.TrimPrefix(strings.TrimPrefix(pkg, "example.com/metricsworkshop"), "/")
		findings = append(findings, warn("See why: go vet "+dir, "%s does not compile", path.Clean(dir))...)
	}
	return findings
}

// testedLine is what "go test" prints of a package, at its end.
var testedLine = regexp.MustCompile(`^(ok  |FAIL|\?   |)\t(\S+)`)

// warmPackages builds the tests of all packages and returns those that do not compile.
func warmPackages(ctx context.Context, env *env, progress *progress, total int) (broken []string, err error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer read.Close()
	temp, err := os.MkdirTemp("", "workshop-warm-") // what go leaves there when it is stopped
	if err != nil {
		return nil, err
	}
	defer removeTemp(env, temp)
	cmd := goCmd(env.Root, []string{"GOTMPDIR=" + temp}, "test", "-run=^$", "./...")
	cmd.Stdout = write
	child, err := startGo(cmd)
	write.Close() // the child has its own
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { child.stop(goGrace, env.Hurry) })
	defer stop()

	tested := 0
	for lines := bufio.NewScanner(read); lines.Scan(); {
		match := testedLine.FindStringSubmatch(lines.Text())
		if match == nil {
			continue
		}
		tested++
		progress.show(fmt.Sprintf("building the tests: %d of %d packages", tested, total))
		if match[1] == "FAIL" {
			broken = append(broken, match[2])
		}
	}
	<-child.done
	return broken, ctx.Err()
}

// warmLab builds the lab once.
func warmLab(ctx context.Context, env *env) []finding {
	if _, err := buildLab(ctx, env); err != nil {
		text, remedy, _ := strings.Cut(err.Error(), "\n")
		return warn(remedy, "%s", text)
	}
	return ok("the lab is built")
}
