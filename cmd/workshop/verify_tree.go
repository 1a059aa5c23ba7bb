package main

import (
	"bytes"
	"context"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// treeChecks prove the files: their form, the chain rule and the archive.
func (v *verifier) treeChecks() []check {
	checks := []check{
		{name: "gofmt", run: v.checkFormat},
		{name: "chain rule", run: v.checkChain},
		{name: "tree as shipped", run: v.checkTree},
		{name: "go vet", run: v.checkVet},
	}
	modules := []string{"", "lab", slidesModule}
	if v.strict {
		modules = append(modules, "lab/otherdrivers") // whose drivers nobody else should download
	}
	for _, module := range modules {
		checks = append(checks, check{name: strings.TrimSpace("go mod tidy " + module), run: func(ctx context.Context) (string, error) {
			return v.checkTidy(ctx, v.file(module))
		}})
	}
	checks = append(checks, check{name: "go mod tidy of " + lintersMod, run: v.checkLinters})
	return checks
}

// checkFormat is gofmt over every Go file that is not a learner's.
func (v *verifier) checkFormat(context.Context) (string, error) {
	var unformatted []string
	look := func(name string, source []byte) error {
		formatted, err := format.Source(source)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !bytes.Equal(source, formatted) {
			unformatted = append(unformatted, name)
		}
		return nil
	}
	for dir, files := range v.pristine {
		for name, source := range files {
			if strings.HasSuffix(name, ".go") {
				if err := look(dir+"/"+name, source); err != nil {
					return "", err
				}
			}
		}
	}
	for _, dir := range []string{"cmd", "internal", "lab", "docs"} {
		err := filepath.WalkDir(v.file(dir), func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !(strings.HasSuffix(name, ".go") || strings.HasSuffix(name, ".go.txt")) {
				return err
			}
			source, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			return look(name, source)
		})
		if err != nil {
			return "", err
		}
	}
	if len(unformatted) > 0 {
		slices.Sort(unformatted)
		return "", fmt.Errorf("gofmt -w %s", strings.Join(unformatted, " "))
	}
	return "", nil
}

// checkChain proves the chain rule over the shipped files, and that the
// manifest lists them all.
func (v *verifier) checkChain(context.Context) (string, error) {
	for _, d := range lesson.Dirs() {
		if err := d.CheckFiles(v.pristine[d.Path()]); err != nil {
			return "", err
		}
		for name, source := range v.pristine[d.Path()] {
			if todo := bytes.Contains(source, []byte("TODO(")); todo && d.Solution {
				return "", fmt.Errorf("%s/%s holds a TODO: a solution is finished", d.Path(), name)
			}
		}
	}
	links := lesson.Chain()
	for _, link := range links {
		if !bytes.Equal(fileAt(v.pristine, link.From), fileAt(v.pristine, link.To)) {
			return "", fmt.Errorf("%s is not the copy of %s that it should be: go tool workshop sync", link.To, link.From)
		}
	}
	return fmt.Sprintf("%d copies", len(links)), nil
}

// checkTree compares the tree with the shipped files.
func (v *verifier) checkTree(context.Context) (string, error) {
	tree, err := readTree(v.Root)
	if err != nil {
		return "", err
	}
	var yours []string
	for _, d := range lesson.Dirs() {
		shipped, now := v.pristine[d.Path()], tree[d.Path()]
		edited := 0
		for name, content := range shipped {
			if !bytes.Equal(content, now[name]) {
				edited++
			}
		}
		for name := range now {
			if _, ok := shipped[name]; !ok {
				edited++
			}
		}
		if edited > 0 {
			yours = append(yours, fmt.Sprintf("%s: %d files edited", d.Path(), edited))
		}
	}
	if len(yours) == 0 {
		return "", nil
	}
	if v.strict {
		return "", fmt.Errorf("%s\ngo tool workshop sync stores the tree in the archive; git checkout brings the shipped files back", strings.Join(yours, "\n"))
	}
	return "yours, not judged: " + strings.Join(yours, ", "), nil
}
