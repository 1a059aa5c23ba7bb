package lesson

import (
	"fmt"
	"slices"
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
				if !f.Scaffold && previous.has(f.Name) && f.Kind != Evidence {
					links = append(links, Link{previous.Solution() + "/" + f.Name, s.Starter() + "/" + f.Name})
				}
			}
		}
		for _, f := range s.Files {
			if !f.Open {
				links = append(links, Link{s.Starter() + "/" + f.Name, s.Solution() + "/" + f.Name})
			}
		}
	}
	return links
}

func (s Step) has(name string) bool {
	return slices.ContainsFunc(s.Files, func(f File) bool { return f.Name == name && f.Kind != Evidence })
}

// CheckFiles returns an error that names the files that a step's folder has and
// the manifest has not, or the other way round.
func (s Step) CheckFiles(dir string, files Files) error {
	var known []string
	for _, f := range s.Files {
		known = append(known, f.Name)
		if _, ok := files[f.Name]; !ok {
			return fmt.Errorf("%s lacks %s, which the manifest (internal/lesson/manifest.go) has", dir, f.Name)
		}
	}
	for _, name := range files.Names() {
		if !slices.Contains(known, name) {
			return fmt.Errorf("%s/%s is not in the manifest (internal/lesson/manifest.go): add it there or delete it", dir, name)
		}
	}
	return nil
}
