package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// copyPage says which files of the last solution may be taken home, and with what.
const copyPage = "docs/other-stacks.md"

// mustCopy are the files that copyPage must say that of.
var mustCopy = []string{"statsd.go", "newrelic.go", "debug.go"}

// A copySet is a row of copyPage's table: a file that compiles in an empty package
// next to other files and some functions of the solution, with these packages.
type copySet struct {
	file             string
	files, functions []string
	packages         []string // outside of the standard library
}

// copyChecks compile what copyPage says can be copied, file by file.
func (v *verifier) copyChecks() []check {
	page, err := os.ReadFile(v.file(copyPage))
	sets := copySets(string(page))
	for _, name := range mustCopy {
		if !slices.ContainsFunc(sets, func(s copySet) bool { return s.file == name }) && err == nil {
			err = fmt.Errorf("%s does not say next to what %s compiles", copyPage, name)
		}
	}
	if err != nil {
		return []check{{name: "copies", run: func(context.Context) (string, error) { return "", err }}}
	}
	var checks []check
	for _, s := range sets {
		checks = append(checks, check{name: "copy of " + s.file, run: func(ctx context.Context) (string, error) {
			return v.checkCopy(ctx, s)
		}})
	}
	return checks
}

var (
	copyRow  = regexp.MustCompile("(?m)^\\| \\[`(\\w+\\.go)`\\][^|]*\\|([^|]*)\\|([^|]*)\\|")
	codeSpan = regexp.MustCompile("`([^`]+)`")
)

// copySets returns the rows of a page's table. In its second column a file is named as
// `x.go`, and a function as `f`; the third has the packages' paths.
func copySets(page string) []copySet {
	var sets []copySet
	for _, row := range copyRow.FindAllStringSubmatch(page, -1) {
		s := copySet{file: row[1]}
		for _, name := range codeSpan.FindAllStringSubmatch(row[2], -1) {
			if strings.HasSuffix(name[1], ".go") {
				s.files = append(s.files, name[1])
			} else {
				s.functions = append(s.functions, name[1])
			}
		}
		for _, path := range codeSpan.FindAllStringSubmatch(row[3], -1) {
			s.packages = append(s.packages, path[1])
		}
		sets = append(sets, s)
	}
	return sets
}

// checkCopy proves that a set compiles, that it needs each of its parts, and that its
// packages are those that its files import.
func (v *verifier) checkCopy(ctx context.Context, s copySet) (string, error) {
	solution := v.pristine[lesson.Steps[len(lesson.Steps)-1].Solution()]
	whole, err := s.gather(solution, "")
	if err != nil {
		return "", err
	}
	if got := outside(whole); !slices.Equal(got, s.packages) {
		return "", fmt.Errorf("%s names the packages %s; the files import %s", copyPage, strings.Join(s.packages, ", "), strings.Join(got, ", "))
	}
	if out, err := v.buildAlone(ctx, whole); err != nil {
		return "", fmt.Errorf("it does not compile next to %s alone: %w\n%s", strings.Join(s.parts(), ", "), err, out)
	}
	for _, part := range s.parts() {
		less, err := s.gather(solution, part)
		if err != nil {
			return "", err
		}
		if out, err := v.buildAlone(ctx, less); err == nil {
			return "", fmt.Errorf("it compiles without %s, which %s says it needs", part, copyPage)
		} else if !strings.Contains(out, "undefined: ") {
			return "", fmt.Errorf("without %s: %w\n%s", part, err, out)
		}
	}
	if len(s.parts()) == 0 {
		return "alone", nil
	}
	return "next to " + strings.Join(s.parts(), ", "), nil
}

// buildAlone compiles files as a package of their own within the learners' module,
// in a folder that only an overlay has.
func (v *verifier) buildAlone(ctx context.Context, files lesson.Files) (string, error) {
	own, err := os.MkdirTemp(v.temp, "copy-")
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	for name := range files {
		replace[filepath.Join(v.file("copied"), name)] = filepath.Join(own, name)
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	overlay := filepath.Join(own, "overlay.json")
	if err := errors.Join(err, writeFiles(own, files), os.WriteFile(overlay, text, 0o644)); err != nil {
		return "", err
	}
	return v.goCommand(ctx, "", nil, "build", "-overlay="+overlay, "./copied")
}
