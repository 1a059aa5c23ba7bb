package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// parts are what the set has beside its file.
func (s copySet) parts() []string { return slices.Concat(s.files, s.functions) }

var packageMain = regexp.MustCompile(`(?m)^package main$`)

// gather returns the set's files, of package copied, without one part.
func (s copySet) gather(solution lesson.Files, without string) (lesson.Files, error) {
	files := lesson.Files{}
	for _, name := range append([]string{s.file}, s.files...) {
		source, ok := solution[name]
		if !ok {
			return nil, fmt.Errorf("%s names %s, which the solution has not", copyPage, name)
		}
		if name != without {
			files[name] = packageMain.ReplaceAll(source, []byte("package copied"))
		}
	}
	for _, name := range s.functions {
		if name == without {
			continue
		}
		text := functionText(solution, name)
		if text == "" {
			return nil, fmt.Errorf("%s names the function %s, which the solution has not", copyPage, name)
		}
		files[name+"_function.go"] = []byte("package copied\n\n" + text + "\n")
	}
	return files, nil
}

// functionText returns a function of the files as it is written.
func functionText(files lesson.Files, name string) string {
	for _, file := range files.Names() {
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, file, files[file], parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		for _, d := range tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == name {
				return string(files[file][set.Position(f.Pos()).Offset:set.Position(f.End()).Offset])
			}
		}
	}
	return ""
}

// outside are the packages that the files import and the standard library has not.
func outside(files lesson.Files) []string {
	var paths []string
	for _, name := range files.Names() {
		tree, err := parser.ParseFile(token.NewFileSet(), name, files[name], parser.ImportsOnly)
		if err != nil {
			continue // the compiler says it better
		}
		for _, i := range tree.Imports {
			path := strings.Trim(i.Path.Value, `"`)
			if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
				paths = append(paths, path)
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}
