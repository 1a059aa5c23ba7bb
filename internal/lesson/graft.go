package lesson

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Graft returns those of some Go files that declare something that the answer
// declares too, without it, and the answer itself under answerName: the package
// with the answer in place of its own.
func Graft(files Files, answerName string, answer []byte) (Files, error) {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, answerName, answer, 0)
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	for _, d := range parsed.Decls {
		for _, name := range declared(d) {
			taken[name] = true
		}
	}
	grafted := Files{answerName: answer}
	for name, content := range files {
		changed, err := edit(name, content, func(d ast.Decl) (string, bool) {
			return "", slices.ContainsFunc(declared(d), func(n string) bool { return taken[n] })
		})
		if err != nil {
			return nil, err
		}
		if changed != nil {
			grafted[name] = changed
		}
	}
	return grafted, nil
}

// DeleteBody returns that one of some Go files that has a function, as in
// "Repository.Create", without its body. The stub takes the body's place, or if
// that is empty a return of the zero value of each result.
func DeleteBody(files Files, function, stub string) (Files, error) {
	for name, content := range files {
		changed, err := edit(name, content, func(d ast.Decl) (string, bool) {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !slices.Contains(declared(d), function) {
				return "", false
			}
			return hollow(f, stub)
		})
		if err != nil {
			return nil, err
		}
		if changed != nil {
			return Files{name: changed}, nil
		}
	}
	return nil, fmt.Errorf("no function %s", function)
}

// declared are the names a declaration declares; a method's has its receiver's
// type in front, as in "Repository.Create".
func declared(d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			return []string{d.Name.Name}
		}
		receiver := d.Recv.List[0].Type
		if star, ok := receiver.(*ast.StarExpr); ok {
			receiver = star.X
		}
		return []string{receiver.(*ast.Ident).Name + "." + d.Name.Name}
	case *ast.GenDecl:
		var names []string
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, spec.Name.Name)
			case *ast.ValueSpec:
				for _, n := range spec.Names {
					names = append(names, n.Name)
				}
			}
		}
		return names
	}
	return nil
}

// edit replaces declarations of a file's source by the text that replace gives,
// and drops the imports nobody needs any more. It returns nil if replace took none.
func edit(name string, source []byte, replace func(ast.Decl) (string, bool)) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var (
		out  bytes.Buffer
		done int
	)
	for _, d := range file.Decls {
		text, ok := replace(d)
		if !ok {
			continue
		}
		out.Write(source[done:fset.Position(d.Pos()).Offset])
		out.WriteString(text)
		done = fset.Position(d.End()).Offset
	}
	if done == 0 {
		return nil, nil
	}
	out.Write(source[done:])
	return dropImports(name, out.Bytes())
}

var version = regexp.MustCompile(`^v\d+$|\.v\d+$`)

// dropImports blanks the imports that a file does not use.
func dropImports(name string, source []byte) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok {
				used[x.Name] = true
			}
		}
		return true
	})
	for _, d := range file.Decls {
		imports, ok := d.(*ast.GenDecl)
		if !ok || imports.Tok != token.IMPORT {
			continue
		}
		for _, spec := range imports.Specs {
			spec := spec.(*ast.ImportSpec)
			if name := importName(spec); name == "_" || used[name] {
				continue
			}
			gone := ast.Node(spec)
			if !imports.Lparen.IsValid() { // import "fmt"
				gone = imports
			}
			for i := fset.Position(gone.Pos()).Offset; i < fset.Position(gone.End()).Offset; i++ {
				source[i] = ' '
			}
		}
	}
	return format.Source(source)
}

// importName is the name that a file knows an import by.
func importName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	imported := strings.Trim(spec.Path.Value, `"`)
	base := path.Base(imported)
	if version.MatchString(base) && !strings.Contains(base, ".") {
		base = path.Base(path.Dir(imported))
	}
	return strings.TrimPrefix(version.ReplaceAllString(base, ""), "go-") // go-sqlmock is package sqlmock
}

// hollow is a function's text with the stub for a body, or one that only returns
// zero values.
func hollow(f *ast.FuncDecl, stub string) (string, bool) {
	head := *f
	head.Body, head.Doc = nil, nil
	if stub != "" {
		return source(&head) + " {\n\t" + stub + "\n}", true
	}
	var (
		body  strings.Builder
		zeros []string
	)
	if f.Type.Results != nil {
		for _, result := range f.Type.Results.List {
			for range max(1, len(result.Names)) {
				zero := fmt.Sprintf("zero%d", len(zeros))
				zeros = append(zeros, zero)
				fmt.Fprintf(&body, "\tvar %s %s\n", zero, source(result.Type))
			}
		}
		fmt.Fprintf(&body, "\treturn %s\n", strings.Join(zeros, ", "))
	}
	return source(&head) + " {\n" + body.String() + "}", true
}

// source is a node's text.
func source(node any) string {
	var b bytes.Buffer
	format.Node(&b, token.NewFileSet(), node) // writing to memory cannot fail
	return b.String()
}
