package main

import (
	"cmp"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// placeNow is the path of the working directory below the repository's root, with
// slashes.
func (e *env) placeNow() (string, error) {
	now, err := os.Getwd()
	if err != nil {
		return "", environmentErrorf("%w", err)
	}
	where, err := filepath.Rel(e.Root, filepath.Clean(now))
	if err != nil {
		return "", environmentErrorf("%w", err)
	}
	return filepath.ToSlash(where), nil
}

// findReset finds what people want to have back, typed in some folder of the
// repository: a task, a step, or a file. No word is the step of that folder.
func findReset(args []string, where string) (resetTarget, error) {
	if _, err := lesson.FindDir(where); len(args) == 0 && err == nil {
		args = []string{"."}
	}
	if len(args) != 1 {
		return resetTarget{}, usageErrorf("reset takes one step, file or task, as in: go tool workshop reset 1/order.go\nThe steps:\n%s", stepList())
	}
	typed := args[0]
	if step, task, err := lesson.FindTask(typed); err == nil {
		return fileOf(lesson.Dir{Step: step}, task.File)
	}
	typed = filepath.ToSlash(typed)
	here := path.Join(where, typed)
	for _, name := range []string{here, typed} {
		if dir, err := lesson.FindDir(name); err == nil {
			files, err := shippedFiles(dir)
			return resetTarget{dir: dir, files: files}, err
		}
	}
	for _, name := range []string{here, typed} {
		// Every shipped file's name has a dot; without one it is a step's, mistyped.
		if dir, err := lesson.FindDir(path.Dir(name)); err == nil && path.Ext(name) != "" {
			return fileOf(dir, path.Base(name))
		}
	}
	return fileOfAny(typed)
}

// fileOf is one file of a step.
func fileOf(dir lesson.Dir, name string) (resetTarget, error) {
	files, err := shippedFiles(dir)
	if err != nil {
		return resetTarget{}, err
	}
	if _, ok := files[name]; !ok {
		names := files.Names()
		slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(farness(name, a), farness(name, b)) })
		return resetTarget{}, usageErrorf("%s was shipped without a %s; what is not shipped is yours, and stays\nDid you mean: go tool workshop reset %s/%s",
			dir.Path(), name, dir.Path(), names[0])
	}
	return resetTarget{dir: dir, file: name, files: files}, nil
}

// fileOfAny is the file of that name, typed outside the steps' folders, if one starter
// alone has it.
func fileOfAny(name string) (resetTarget, error) {
	var have []lesson.Dir
	for _, s := range lesson.Steps {
		dir := lesson.Dir{Step: s}
		files, err := shippedFiles(dir)
		if err != nil {
			return resetTarget{}, err
		}
		if _, ok := files[name]; ok {
			have = append(have, dir)
		}
	}
	switch len(have) {
	case 0:
		return resetTarget{}, usageErrorf("there is no step, file or task %q; the steps are:\n%s\nAs in: go tool workshop reset 1, reset 1/order.go or reset 1.2", name, stepList())
	case 1:
		return fileOf(have[0], name)
	}
	var commands []string
	for _, dir := range have {
		commands = append(commands, "  go tool workshop reset "+dir.Path()+"/"+name)
	}
	return resetTarget{}, usageErrorf("%s is in several steps; say which:\n%s", name, strings.Join(commands, "\n"))
}

// shippedFiles are a folder's files as they were shipped.
func shippedFiles(dir lesson.Dir) (lesson.Files, error) {
	files, err := lesson.Pristine(dir)
	if err != nil {
		return nil, damagedErrorf("%w\ngit checkout -- %s brings it back", err, lesson.ArchivePath)
	}
	return files, nil
}
