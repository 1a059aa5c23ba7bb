// Package evidence reads what learners save in a step's folder, and judges it:
// profiles of the running service, answers to questions, measurements.
//
// Text evidence is lines of the form "key: value". The tests of a step call one
// function a task, which fails the test with the first thing that is wrong.
package evidence

import (
	"errors"
	"io/fs"
	"os"
	"testing"

	"example.com/metricsworkshop/internal/verdict"
)

// folderVariable names the folder that evidence is read from. If it is not set,
// that is the working directory: a test's own is the folder of its step.
const folderVariable = "WORKSHOP_EVIDENCE"

func folder() string {
	if dir := os.Getenv(folderVariable); dir != "" {
		return dir
	}
	return "."
}

// report fails t with the findings on a task, if there are any.
func report(t testing.TB, task string, findings []verdict.Finding) {
	t.Helper()
	v := verdict.For(t, task)
	for _, f := range findings {
		v.Wrong(f)
	}
}

// unreadable is the finding on a text file that could not be read, which the step
// has shipped.
func unreadable(file string, err error) *verdict.Finding {
	if errors.Is(err, fs.ErrNotExist) {
		return &verdict.Finding{
			Called: "read " + file,
			Got:    "there is no such file in this step's folder",
			Want:   "the file that the step came with; get it back with\ngit restore " + file,
			Why:    "the test reads your answers from it",
		}
	}
	return &verdict.Finding{
		Called: "read " + file,
		Got:    err.Error(),
		Want:   "a text file that the test may read",
		Why:    "the test reads your answers from it",
	}
}

// one makes a list of the findings there are: none or one.
func one(f *verdict.Finding) []verdict.Finding {
	if f == nil {
		return nil
	}
	return []verdict.Finding{*f}
}
