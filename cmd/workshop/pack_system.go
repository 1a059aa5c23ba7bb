package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// A system is one that a pack is for.
type system struct{ os, arch string }

// usualSystems are those that laptops have.
var usualSystems = []string{"linux/amd64", "linux/arm64", "darwin/arm64", "darwin/amd64", "windows/amd64"}

// thisSystem is that of this machine.
func thisSystem() system { return system{runtime.GOOS, runtime.GOARCH} }

func (s system) String() string { return s.os + "/" + s.arch }

func (s system) zipName() string { return fmt.Sprintf("%s-%s-%s.zip", packName, s.os, s.arch) }

// labName is the name of the lab's program there.
func (s system) labName() string {
	if s.os == "windows" {
		return "lab.exe"
	}
	return "lab"
}

// environment is what the go command is told to build for s: for any machine of its
// kind, whatever this one has.
func (s system) environment() []string {
	return []string{"GOOS=" + s.os, "GOARCH=" + s.arch, "GOAMD64=v1", "GOARM64=v8.0"}
}

// parseSystems reads a list such as linux/amd64,darwin/arm64.
func parseSystems(ctx context.Context, env *env, list string) ([]system, error) {
	known, err := goOutput(ctx, env, env.Root, nil, "tool", "dist", "list")
	if err != nil {
		return nil, environmentErrorf("go tool dist list: %w\n%s", err, known)
	}
	var systems []system
	for _, name := range strings.Split(list, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(strings.Fields(known), name) {
			return nil, usageErrorf("-os: %q is no system that Go knows\nThe usual ones: %s\nAll of them: go tool dist list",
				name, strings.Join(usualSystems, ","))
		}
		kernel, arch, _ := strings.Cut(name, "/")
		if s := (system{kernel, arch}); !slices.Contains(systems, s) {
			systems = append(systems, s)
		}
	}
	return systems, nil
}

// isGoFor reports whether a file of https://go.dev/dl is for s, by its name:
// go1.26.0.darwin-arm64.pkg.
func (s system) isGoFor(name string) bool {
	base := filepath.Base(name)
	return strings.HasPrefix(base, "go1.") && strings.Contains(base, fmt.Sprintf(".%s-%s.", s.os, s.arch))
}

// checkGoFiles tells early which of the files of -go cannot be packed.
func (o packOptions) checkGoFiles() error {
	for _, name := range o.goFiles {
		info, err := os.Stat(name)
		if err == nil && !info.Mode().IsRegular() {
			err = fmt.Errorf("%s is no file", name)
		}
		if err != nil {
			return usageErrorf("-go: %w", err)
		}
		if !slices.ContainsFunc(o.systems, func(s system) bool { return s.isGoFor(name) }) {
			return usageErrorf("-go: %s is for none of the systems that are packed, by its name\n"+
				"Leave it as https://go.dev/dl calls it: go1.26.0.%s-%s.tar.gz, .pkg or .msi.",
				filepath.Base(name), o.systems[0].os, o.systems[0].arch)
		}
	}
	return nil
}
