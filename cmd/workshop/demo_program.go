package main

import (
	"context"
	"fmt"
	"os"

	"example.com/metricsworkshop/internal/lesson"
)

// A program is a service that has been built.
type program struct {
	name string     // what the page calls it
	dir  lesson.Dir // of its source
	file string
}

// A source is what a program is built of: a folder as it is in the tree, or if there
// is a swap, a solution as it was shipped.
type source struct {
	dir  lesson.Dir
	swap *swap
	env  []string // for the build, on top of our own
	note string   // what to expect of it
}

// sourceOf is what a side is built of: a solution as it was shipped, whatever has
// become of the tree's, and a starter as the learner has it now.
func sourceOf(dir lesson.Dir) (source, error) {
	if !dir.Solution {
		return source{dir: dir}, nil
	}
	return shippedSource(dir)
}

// shippedSource is a solution as it was shipped.
func shippedSource(dir lesson.Dir) (source, error) {
	files, err := lesson.Pristine(dir)
	if err != nil {
		return source{}, damagedErrorf("%w\ngit checkout -- %s brings it back", err, lesson.ArchivePath)
	}
	return source{dir: dir, swap: &swap{dir: dir, solution: files}}, nil
}

// solution is the folder of a step's solution.
func solution(number int) lesson.Dir {
	return lesson.Dir{Step: lesson.Steps[number-1], Solution: true}
}

// program is what the page calls what is built of it.
func (s source) program() string {
	if s.swap != nil && s.swap.Name != "" {
		return fmt.Sprintf("%s with the answer %q in place", s.dir.Path(), s.swap.Name)
	}
	return s.dir.Path()
}

// name is what to call it, for the reader.
func (s source) name() string {
	switch {
	case s.swap == nil:
		return s.dir.Path() + " as it is now"
	case s.swap.Name == "":
		return s.dir.Path() + " as shipped"
	}
	return s.program()
}

// build builds it in a folder of its own below temp: two may be of one step.
func (s source) build(ctx context.Context, env *env, temp string) (program, error) {
	own, err := os.MkdirTemp(temp, "program-")
	if err != nil {
		return program{}, environmentErrorf("%w", err)
	}
	flags, err := s.swap.goFlags(env, own)
	if err != nil {
		return program{}, err
	}
	file, err := buildServiceAs(ctx, env, s.dir, build{temp: own, env: s.env, note: s.note}, flags...)
	return program{name: s.program(), dir: s.dir, file: file}, err
}
