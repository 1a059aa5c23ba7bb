package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// labFlags are how the lab is built: the same everywhere, and without what a debugger
// would need.
var labFlags = []string{"-trimpath", "-ldflags=-s -w"}

// buildLab builds the lab, a module of its own that holds what is too heavy for
// the learners', unless the last build is still good, or one that a pack has brought.
// It returns the program's name.
func buildLab(ctx context.Context, env *env) (string, error) {
	module := filepath.Join(env.Root, "lab")
	if _, err := os.Stat(filepath.Join(module, "go.mod")); err != nil {
		return "", damagedErrorf("%w\nThe lab holds the database. git checkout -- lab brings it back.", err)
	}
	bin := filepath.Join(env.Root, ".workshop", "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return "", environmentErrorf("%w\nThe workshop keeps its programs there; it must be able to write.", err)
	}
	program := filepath.Join(bin, executable("lab"))
	removeOld(program)
	if brought, ok := readPrebuilt(env.Root); ok && brought.fits(env.Root, program) {
		return program, nil
	}

	// Build elsewhere and rename: another run may be starting or using the
	// program. The go command does not link again if it finds the result in
	// place, so begin with the last one; where there are no hard links, it links.
	temp, err := os.MkdirTemp(bin, "build-")
	if err != nil {
		return "", environmentErrorf("%w", err)
	}
	defer os.RemoveAll(temp)
	fresh := filepath.Join(temp, filepath.Base(program))
	note := ""
	if err := os.Link(program, fresh); errors.Is(err, os.ErrNotExist) {
		note = " (first time, about a minute)"
	}
	err = goBuild(ctx, env, build{
		what: "the lab",
		note: note,
		dir:  module,
		env:  labEnv,
		temp: temp,
		args: append(labFlags[:len(labFlags):len(labFlags)], "-o", fresh, "."),
		list: []string{"-trimpath", "."},
	})
	if _, failed := errors.AsType[*buildError](err); failed {
		return "", environmentErrorf("the lab, which holds the database, does not build: its output is above\n" +
			"If modules are missing, get them while there is a network: go -C lab mod download\n" +
			"go tool workshop doctor looks at the rest.")
	}
	if err != nil {
		return "", err
	}
	// From here on it is not the one that a pack has brought, whatever its size.
	if err := os.Remove(filepath.Join(bin, prebuiltName)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", environmentErrorf("%w", err)
	}
	return program, replaceProgram(program, fresh)
}

// replaceProgram gives fresh the name program, unless they are one file.
func replaceProgram(program, fresh string) error {
	if sameFile(program, fresh) {
		return nil
	}
	err := os.Rename(fresh, program)
	if err == nil {
		return nil
	}
	// Windows does not replace a program that runs, but lets it be renamed.
	if err := os.Rename(program, fmt.Sprintf("%s.old-%d", program, os.Getpid())); err != nil {
		return environmentErrorf("%w\nStop the other run of the workshop, and try again.", err)
	}
	return os.Rename(fresh, program)
}

// removeOld removes programs that were renamed while they ran, if they have ended.
func removeOld(program string) {
	old, _ := filepath.Glob(program + ".old-*") // the only error is a bad pattern, which finds nothing
	for _, name := range old {
		os.Remove(name)
	}
}

func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}
