package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// A given is what the shipped tests of a folder are, beside the learner's.
type given struct {
	changed lesson.Files // those that differ from the learner's copies
	notes   []string
}

// givenTests compares the tests that a step gives, and not those that the learner
// writes, with the learner's copies.
func givenTests(d lesson.Dir, files, pristine lesson.Files) given {
	g := given{changed: lesson.Files{}}
	for _, f := range d.Step.Files {
		original, ok := pristine[f.Name]
		if !ok || f.Kind == lesson.Exercise || !strings.HasSuffix(f.Name, "_test.go") {
			continue
		}
		copied, there := files[f.Name]
		switch {
		case !there:
			g.notes = append(g.notes, f.Name+" is gone; the original was used")
		case !sameText(copied, original):
			g.notes = append(g.notes, fmt.Sprintf("your copy of %s differs; the original was used", f.Name))
		default:
			continue
		}
		g.changed[f.Name] = original
	}
	return g
}

// sameText compares a file with a shipped one; an editor or git may have changed its line
// ends.
func sameText(a, b []byte) bool {
	return bytes.Equal(a, b) || bytes.Equal(bytes.ReplaceAll(a, []byte("\r\n"), []byte("\n")), b)
}

// missingFiles says which of the other files are gone that a folder was shipped with.
func missingFiles(d lesson.Dir, files, pristine lesson.Files) []string {
	var notes []string
	for _, f := range d.Step.Files {
		_, shipped := pristine[f.Name]
		if _, there := files[f.Name]; there || !shipped || f.Name == readme || f.Kind != lesson.Exercise && strings.HasSuffix(f.Name, "_test.go") {
			continue
		}
		notes = append(notes, fmt.Sprintf("%s is gone; git checkout :/%s/%[1]s brings it back as you last committed it", f.Name, d.Path()))
	}
	return notes
}

// overlay writes the shipped tests that the learner's copies differ from, and what tells
// the go command to read them.
func (c *checker) overlay(d lesson.Dir, tests lesson.Files) (string, error) {
	own := filepath.Join(c.temp, filepath.FromSlash(d.Path()))
	if err := writeFiles(own, tests); err != nil {
		return "", err
	}
	replace := map[string]string{}
	for name := range tests {
		replace[filepath.Join(c.Root, filepath.FromSlash(d.Path()), name)] = filepath.Join(own, name)
	}
	name := filepath.Join(own, "overlay.json")
	return name, writeOverlay(name, replace)
}
