package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"example.com/metricsworkshop/internal/lesson"
)

// cmdCourse puts real steps, as they were shipped, and what their tests stand on in the
// place of the little repository: "course STEP...".
func cmdCourse(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: course STEP...")
	}
	ts.Check(os.RemoveAll(ts.MkAbs("step01-service")))
	ts.Check(os.RemoveAll(ts.MkAbs("solutions")))
	for _, arg := range args {
		number, err := strconv.Atoi(arg)
		ts.Check(err)
		ts.Check(writeCourse(ts.Getenv("REPOSITORY"), ts.MkAbs("."), lesson.Steps[number-1]))
	}
	// The copy lies elsewhere each time, and what was built must serve it all the same.
	ts.Setenv("GOFLAGS", "-trimpath")
}

// writeCourse writes a step, as it was shipped, and what its tests stand on.
func writeCourse(repository, root string, s lesson.Step) error {
	course, err := courseFiles(repository)
	if err != nil {
		return err
	}
	if course["/go.sum"], err = os.ReadFile(filepath.Join(repository, "go.sum")); err != nil {
		return err
	}
	for name, content := range course {
		if err := writeFiles(filepath.Join(root, filepath.Dir(name)), lesson.Files{filepath.Base(name): content}); err != nil {
			return err
		}
	}
	for _, solution := range []bool{false, true} {
		d := lesson.Dir{Step: s, Solution: solution}
		files, err := lesson.Pristine(d)
		if err != nil {
			return err
		}
		if err := writeFiles(filepath.Join(root, d.Path()), files); err != nil {
			return err
		}
	}
	return nil
}

// cmdReplace replaces a text that stands in a file once: "replace FILE OLD NEW". The
// file is saved under another name first, as some editors do.
func cmdReplace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	name := ts.MkAbs(args[0])
	content, err := os.ReadFile(name)
	ts.Check(err)
	if n := bytes.Count(content, []byte(args[1])); n != 1 {
		ts.Fatalf("%s has %q %d times; want it once", args[0], args[1], n)
	}
	ts.Check(os.WriteFile(name+"~", bytes.Replace(content, []byte(args[1]), []byte(args[2]), 1), 0o644))
	ts.Check(os.Rename(name+"~", name))
}
