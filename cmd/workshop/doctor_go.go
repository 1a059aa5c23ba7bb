package main

import (
	"context"
	"encoding/json"
	"fmt"
	"go/version"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// goNeeded is the version that go.mod asks for.
const goNeeded = "go1.26"

// lookAtGo looks at the version of the go command.
func lookAtGo(ctx context.Context, env *env) []finding {
	settings, err := goEnv(ctx, env)
	if err != nil {
		return fail("Install Go 1.26 or later (https://go.dev/dl), and see that its bin folder is in the PATH.", "go does not run: %v", err)
	}
	got := settings["GOVERSION"]
	if release, _, _ := strings.Cut(got, "-"); version.IsValid(release) && version.Compare(release, goNeeded) < 0 {
		return fail("Install a newer one: https://go.dev/dl", "%s is too old: the workshop needs %s", got, goNeeded)
	}
	return ok("%s %s/%s", got, runtime.GOOS, runtime.GOARCH)
}

// lookAtSettings looks for settings of the go command that make its answers
// differ from those in the workshop's text.
func lookAtSettings(ctx context.Context, env *env) []finding {
	settings, err := goEnv(ctx, env)
	if err != nil {
		return nil // lookAtGo has said so
	}
	var findings []finding
	if odd := oddFlags(settings["GOFLAGS"]); len(odd) > 0 {
		findings = append(findings, warn("To unset it: go env -u GOFLAGS, and remove it from the environment.",
			"GOFLAGS has %s, which every go command obeys", strings.Join(odd, " "))...)
	}
	if work := settings["GOWORK"]; work != "" && work != "off" {
		findings = append(findings, fail("Set GOWORK=off in the environment, or clone the workshop outside of that workspace.",
			"the workspace %s takes the place of the workshop's go.mod", work)...)
	}
	if chain := settings["GOTOOLCHAIN"]; chain != "auto" && chain != "local" {
		findings = append(findings, warn("To unset it: go env -u GOTOOLCHAIN, and remove it from the environment.",
			"GOTOOLCHAIN is %s: go may fetch another version than the one installed", chain)...)
	}
	return findings
}

// oddFlags are those of GOFLAGS that change what is built.
func oddFlags(goflags string) []string {
	harmless := []string{"-buildvcs", "-trimpath", "-v", "-x", "-p", "-count", "-modcacherw"}
	return slices.DeleteFunc(strings.Fields(goflags), func(flag string) bool {
		name, _, _ := strings.Cut(strings.TrimPrefix(flag, "-"), "=") // --v is -v
		return slices.Contains(harmless, "-"+strings.TrimPrefix(name, "-"))
	})
}

// lookAtModules looks whether every module is on this machine already.
func lookAtModules(ctx context.Context, env *env) []finding {
	return append(
		lookAtModule(ctx, env, "", "the workshop's modules", fail, "go mod download"),
		lookAtModule(ctx, env, "lab", "the lab's modules, which hold the database,", warn, "go -C lab mod download")...)
}

func lookAtModule(ctx context.Context, env *env, dir, name string, bad report, get string) []finding {
	// -e: a learner's line that does not compile is none of our business.
	out, err := goOutput(ctx, env, filepath.Join(env.Root, dir), []string{"GOPROXY=off", "GOFLAGS=-mod=readonly"},
		"list", "-e", "-deps", "-test", "-f", "{{with .Error}}{{.}}{{end}}", "./...")
	for line := range strings.Lines(out) {
		if strings.Contains(line, "GOPROXY=off") {
			return bad("While there is a network: "+get, "%s are not all here", name)
		}
		if strings.Contains(line, "go.sum") || strings.Contains(line, "go.mod") {
			return bad("git checkout brings back go.mod and go.sum of the workshop.", "%s do not resolve: %s", name, strings.TrimSpace(line))
		}
	}
	if err != nil {
		return bad("See: go list ./...", "%s cannot be listed: %v\n%s", name, err, out)
	}
	return ok("%s are here: no network needed", name)
}

// lookAtRace looks whether tests can run with the race detector. The workshop
// works without.
func lookAtRace(ctx context.Context, env *env) []finding {
	settings, err := goEnv(ctx, env)
	if err != nil {
		return nil // lookAtGo has said so
	}
	const remedy = "All steps work without it. To have it, install a C compiler and leave CGO_ENABLED unset."
	if settings["CGO_ENABLED"] != "1" {
		return warn(remedy, "go test -race is left out: cgo is off")
	}
	compiler, _, _ := strings.Cut(settings["CC"], " ")
	if _, err := exec.LookPath(compiler); err != nil {
		return warn(remedy, "go test -race is left out: there is no C compiler %s", compiler)
	}
	return ok("go test -race: cgo is on, and there is %s", compiler)
}

// goEnv are the go command's settings, in the repository.
func goEnv(ctx context.Context, env *env) (map[string]string, error) {
	out, err := goOutput(ctx, env, env.Root, nil, "env", "-json")
	if err != nil {
		return nil, fmt.Errorf("go env: %w: %s", err, strings.TrimSpace(out))
	}
	var settings map[string]string
	if err := json.Unmarshal([]byte(out), &settings); err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	return settings, nil
}
