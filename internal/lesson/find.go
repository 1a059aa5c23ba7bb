package lesson

import (
	"fmt"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// A Dir is one of a step's two folders.
type Dir struct {
	Step     Step
	Solution bool
}

// Path is the folder's path below the repository's root, with slashes.
func (d Dir) Path() string {
	if d.Solution {
		return d.Step.Solution()
	}
	return d.Step.Starter()
}

// FindDir finds a step's folder by what people type: "1", "step01",
// "step01-service", "solutions/step01-service", with or without "./" and a
// trailing slash.
func FindDir(name string) (Dir, error) {
	clean := strings.TrimPrefix(path.Clean(filepath.ToSlash(strings.TrimSpace(name))), "./")
	short, solution := strings.CutPrefix(clean, "solutions/")
	for _, s := range Steps {
		number := strconv.Itoa(s.Number)
		switch strings.ToLower(short) {
		case number, "0" + number, "step" + number, "step0" + number, s.Name:
			return Dir{Step: s, Solution: solution}, nil
		}
	}
	return Dir{}, fmt.Errorf("no step %q", name)
}

// FindTask finds a task by its number, as in "1.2".
func FindTask(id string) (Step, Task, error) {
	for _, s := range Steps {
		for _, t := range s.Tasks {
			if t.ID == strings.TrimSpace(id) {
				return s, t, nil
			}
		}
	}
	return Step{}, Task{}, fmt.Errorf("no task %q", id)
}
