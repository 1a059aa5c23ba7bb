package lesson

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// OnlyRenames reports whether the answer differs from the solution in nothing
// but names, and its evidence in nothing but spaces and comments: it proves
// nothing that the solution does not.
func (a Answer) OnlyRenames(solution Files) (bool, error) {
	changes, err := a.Files(solution)
	if err != nil {
		return false, err
	}
	for name, theirs := range a.Step.Evidence(solution) {
		if own, changed := changes[name]; changed && !slices.Equal(words(own), words(theirs)) {
			return false, nil
		}
	}
	if a.Go == nil {
		return true, nil
	}
	own, err := shapes(Files{answerFile: a.Go})
	if err != nil {
		return false, err
	}
	theirs, err := shapes(a.Step.Code(solution))
	if err != nil {
		return false, err
	}
	for name, shape := range own {
		if theirs[name] != shape {
			return false, nil
		}
	}
	return true, nil
}

// words are those of a text without its lines of comment.
func words(text []byte) []string {
	var all []string
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "#") {
			all = append(all, strings.Fields(line)...)
		}
	}
	return all
}

// shapes are the declarations of Go files by name, with every name in them blanked.
func shapes(files Files) (map[string]string, error) {
	byName := map[string]string{}
	for name, content := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, content, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, d := range file.Decls {
			key := strings.Join(declared(d), " ")
			ast.Inspect(d, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					id.Name = "_"
				}
				return true
			})
			byName[key] = source(d)
		}
	}
	return byName, nil
}
