package lesson

import (
	"fmt"
	"slices"
	"strings"
)

// A Link says that one file is a copy of another, by their paths below the
// repository's root.
type Link struct {
	From, To string
}

// Chain returns the links of the chain rule, each after the one that its source
// comes from: a starter's files go to its solution unless the learner writes in
// them, and a solution's to the next starter unless that lesson changes them.
func Chain() []Link {
	var links []Link
	for i, s := range Steps {
		if i > 0 {
			previous := Steps[i-1]
			for _, f := range s.Files {
				if !f.Scaffold && !f.SolutionOnly && previous.has(f.Name) && f.Kind != Evidence {
					links = append(links, Link{previous.Solution() + "/" + f.Name, s.Starter() + "/" + f.Name})
				}
			}
		}
		for _, f := range s.Files {
			if !f.Open && !f.SolutionOnly {
				links = append(links, Link{s.Starter() + "/" + f.Name, s.Solution() + "/" + f.Name})
			}
		}
	}
	return links
}

func (s Step) has(name string) bool {
	return slices.ContainsFunc(s.Files, func(f File) bool { return f.Name == name && f.Kind != Evidence })
}

// CheckFiles returns an error that names a file that the folder has and the
// manifest has not, or the other way round.
func (d Dir) CheckFiles(files Files) error {
	known := map[string]bool{}
	for _, f := range d.Step.Files {
		if f.SolutionOnly && !d.Solution {
			if _, ok := files[f.Name]; ok {
				return fmt.Errorf("%s/%s is for the learner to make (internal/lesson/manifest.go: SolutionOnly): delete it", d.Path(), f.Name)
			}
			continue
		}
		known[f.Name] = true
		if _, ok := files[f.Name]; !ok {
			return fmt.Errorf("%s lacks %s, which the manifest (internal/lesson/manifest.go) has", d.Path(), f.Name)
		}
	}
	for _, name := range files.Names() {
		if !known[name] {
			return fmt.Errorf("%s/%s is not in the manifest (internal/lesson/manifest.go): add it there or delete it", d.Path(), name)
		}
	}
	return nil
}

// Evidence are those of a folder's files that the step's tests read when they
// run: profiles, answers and measurements. No overlay reaches them.
func (s Step) Evidence(files Files) Files {
	return s.pick(files, func(f File) bool { return f.Kind == Evidence && !isGo(f.Name) })
}

// Code are those of a folder's files that an answer may replace parts of: the Go
// files of the service, and the tests that the learner writes.
func (s Step) Code(files Files) Files {
	return s.pick(files, func(f File) bool { return (f.Kind == Service || f.Kind == Exercise) && isGo(f.Name) })
}

func (s Step) pick(files Files, want func(File) bool) Files {
	picked := Files{}
	for _, f := range s.Files {
		if content, ok := files[f.Name]; ok && want(f) {
			picked[f.Name] = content
		}
	}
	return picked
}

func isGo(name string) bool   { return strings.HasSuffix(name, ".go") }
func isTest(name string) bool { return strings.HasSuffix(name, "_test.go") }
