package lesson

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// An Excerpt is a part of a file, or all of it.
type Excerpt struct {
	File string
	Text string
}

// Excerpts returns what solves the task in its own file: the functions that it is
// about and what they use that the starter has not, or the whole text of evidence.
func (t Task) Excerpts(s Step, starter, solution Files) ([]Excerpt, error) {
	if len(t.Bodies) == 0 {
		return []Excerpt{{t.File, trimmed(solution[t.File])}}, nil
	}
	known := map[string]bool{}
	for name, content := range s.Code(starter) {
		file, err := parse(name, content)
		if err != nil {
			return nil, err
		}
		for _, d := range file.Decls {
			for _, name := range declared(d) {
				known[name] = true
			}
		}
	}
	file, err := parse(t.File, solution[t.File])
	if err != nil {
		return nil, err
	}
	isBody := func(name string) bool { return slices.Contains(t.Bodies, name) }
	used := map[string]bool{}
	for _, d := range file.Decls {
		if slices.ContainsFunc(declared(d), isBody) {
			addNames(used, d)
		}
	}
	isNew := func(name string) bool { return used[name] && !known[name] }
	var excerpts []Excerpt
	for _, d := range file.Decls {
		switch names := declared(d); {
		case slices.ContainsFunc(names, isBody):
			excerpts = append(excerpts, Excerpt{t.File, text(solution[t.File], d.Pos(), d.End())})
		case slices.ContainsFunc(names, isNew):
			excerpts = append(excerpts, Excerpt{t.File, text(solution[t.File], withDoc(d), d.End())})
		}
	}
	return excerpts, nil
}

// Excerpts returns what the answer has in the solution's place, without its head and
// what it imports.
func (a Answer) Excerpts() ([]Excerpt, error) {
	var excerpts []Excerpt
	if a.Go != nil {
		file, err := parse(answerFile, a.Go)
		if err != nil {
			return nil, err
		}
		begin := file.Name.End()
		for _, d := range file.Decls {
			if imports, ok := d.(*ast.GenDecl); ok && imports.Tok == token.IMPORT {
				begin = d.End()
			}
		}
		excerpts = append(excerpts, Excerpt{a.Task.File, text(a.Go, begin, file.FileEnd)})
	}
	for _, name := range a.sections.Names() {
		excerpts = append(excerpts, Excerpt{name, trimmed(a.sections[name])})
	}
	return excerpts, nil
}

// LinesOf reports which lines of a Go file are those of some functions.
func LinesOf(name string, content []byte, functions []string) (func(line int) bool, error) {
	file, err := parse(name, content)
	if err != nil {
		return nil, err
	}
	number := func(p token.Pos) int { return 1 + strings.Count(string(content[:p-1]), "\n") }
	mine := map[int]bool{}
	for _, d := range file.Decls {
		if !slices.ContainsFunc(declared(d), func(name string) bool { return slices.Contains(functions, name) }) {
			continue
		}
		for line := number(withDoc(d)); line <= number(d.End()); line++ {
			mine[line] = true
		}
	}
	return func(line int) bool { return mine[line] }, nil
}

// Declares reports whether the answer has one of some functions or other names.
func (a Answer) Declares(names []string) bool {
	file, err := parse(answerFile, a.Go)
	return err == nil && slices.ContainsFunc(file.Decls, func(d ast.Decl) bool {
		return slices.ContainsFunc(declared(d), func(name string) bool { return slices.Contains(names, name) })
	})
}

// parse parses one file alone: a position in it is an offset that begins with 1.
func parse(name string, content []byte) (*ast.File, error) {
	return parser.ParseFile(token.NewFileSet(), name, content, parser.ParseComments|parser.SkipObjectResolution)
}

func text(content []byte, begin, end token.Pos) string { return trimmed(content[begin-1 : end-1]) }

func trimmed(content []byte) string { return strings.Trim(string(content), "\n") }

// withDoc is where a declaration begins with the comment above it.
func withDoc(d ast.Decl) token.Pos {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Doc != nil {
			return d.Doc.Pos()
		}
	case *ast.GenDecl:
		if d.Doc != nil {
			return d.Doc.Pos()
		}
	}
	return d.Pos()
}

// addNames adds the names that stand in a node.
func addNames(names map[string]bool, n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			names[id.Name] = true
		}
		return true
	})
}
