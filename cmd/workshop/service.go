package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// buildService builds a step's service into temp, under a name that tells in
// any list of processes which step it is. More flags of "go build" may follow.
func buildService(ctx context.Context, env *env, d lesson.Dir, temp string, flags ...string) (string, error) {
	return buildServiceAs(ctx, env, d, build{temp: temp}, flags...)
}

// buildServiceAs is buildService with an environment for the build, or a note, in b.
func buildServiceAs(ctx context.Context, env *env, d lesson.Dir, b build, flags ...string) (string, error) {
	if _, err := os.Stat(filepath.Join(env.Root, filepath.FromSlash(d.Path()))); err != nil {
		return "", damagedErrorf("%w\ngit checkout -- %s brings the step back.", err, d.Path())
	}
	program := filepath.Join(b.temp, executable("workshop-"+strings.ReplaceAll(d.Path(), "/", "-")))
	// In the working directory and by import path, so that the compiler names
	// files as they are to be opened from there.
	pkg := "example.com/metricsworkshop/" + d.Path()
	b.what = d.Path()
	b.args = append(slices.Clone(flags), "-o", program, pkg)
	b.list = append(slices.Clone(flags), pkg)
	err := goBuild(ctx, env, b)
	if failed, ok := errors.AsType[*buildError](err); ok {
		failed.advice = fmt.Sprintf("%s does not build: mend what the lines above say, and run it again", d.Path())
		return "", failed
	}
	return program, err
}

// A service is a running service.
type service struct {
	*child
	name      string
	listening <-chan string // sends its address, once it listens
	debugging <-chan string // the same for its debug listener, which it may lack
}

// listening and debugging find the address in the line that a service logs when it
// listens for everybody, and for those who want its profiles.
var (
	listening = regexp.MustCompile(`msg="?listening"? addr=(\S+)`)
	debugging = regexp.MustCompile(`msg="debug listener" addr=(\S+)`)
)

func startService(env *env, o runOptions, program string, b *backend, screen *progress) (*service, error) {
	found, foundDebug := make(chan string, 1), make(chan string, 1)
	cmd := o.service.command(program)
	cmd.Env = append(os.Environ(), "ORDERS_ADDR="+o.addr)
	cmd.Env = append(cmd.Env, b.environment()...)
	if o.maxOpen >= 0 {
		cmd.Env = append(cmd.Env, "ORDERS_MAX_OPEN="+strconv.Itoa(o.maxOpen))
	}
	stdout, stderr := screen.above(env.Stdout), screen.above(env.Stderr)
	if b.hasPage() {
		stdout, stderr = newOutputTee(stdout, b.tell), newOutputTee(stderr, b.tell)
	}
	if o.load.wanted || b.hasPage() { // which puts load on it, too
		stdout = newErrorLimit(stdout)
	}
	cmd.Stdout = &lineFinder{to: stdout, pattern: listening, found: found}
	debugAddr := off
	if o.wantsDebug() {
		debugAddr = o.service.debugAddr
		cmd.Stdout = &lineFinder{to: cmd.Stdout, pattern: debugging, found: foundDebug}
	}
	cmd.Env = append(cmd.Env, "DEBUG_ADDR="+debugAddr)
	cmd.Env = append(cmd.Env, o.service.variables...)
	cmd.Stderr = stderr
	c, err := startChild(cmd)
	if err != nil {
		return nil, environmentErrorf("start %s: %w", o.dir.Path(), err)
	}
	return &service{child: c, name: o.name(), listening: found, debugging: foundDebug}, nil
}
