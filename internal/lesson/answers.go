package lesson

import (
	"bytes"
	"embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strings"
)

//go:embed answers
var answersFS embed.FS

// An Answer is one way to solve a task, wrong or right: a Go file whose
// declarations take the place of the solution's.
//
// The files lie in answers/STEP/, and say in their head what they are:
//
//	// The SQL is built with Sprintf.
//	//
//	//answer:wrong 1.2
//	//answer:says values are part of the SQL text
//	package main
type Answer struct {
	Step  Step
	Task  Task
	Name  string         // "sprintf"
	Title string         // the first sentence of the file's head
	Right bool           // must pass every test
	Says  *regexp.Regexp // what the task's test must print for a wrong one
	Text  []byte
}

// Answers returns the answers to a step's tasks, in the order of their files.
func Answers(s Step) ([]Answer, error) {
	dir := path.Join("answers", s.Name)
	entries, err := answersFS.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var answers []Answer
	for _, e := range entries {
		text, err := answersFS.ReadFile(path.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		a, err := parseAnswer(s, text)
		if err != nil {
			return nil, fmt.Errorf("internal/lesson/%s/%s: %w", dir, e.Name(), err)
		}
		a.Name = strings.TrimSuffix(e.Name(), ".go.txt")
		answers = append(answers, a)
	}
	return answers, nil
}

func parseAnswer(s Step, text []byte) (Answer, error) {
	a := Answer{Step: s, Text: text}
	head, _, _ := bytes.Cut(text, []byte("\npackage "))
	for i, line := range strings.Split(string(head), "\n") {
		directive, value, _ := strings.Cut(strings.TrimPrefix(line, "//"), " ")
		switch {
		case i == 0:
			a.Title = strings.TrimSpace(strings.TrimPrefix(line, "//"))
		case directive == "answer:wrong" || directive == "answer:right":
			_, task, err := FindTask(value)
			if err != nil {
				return a, err
			}
			a.Task, a.Right = task, directive == "answer:right"
		case directive == "answer:says":
			says, err := regexp.Compile(value)
			if err != nil {
				return a, err
			}
			a.Says = says
		}
	}
	if a.Title == "" || a.Task.ID == "" || a.Right == (a.Says != nil) {
		return a, fmt.Errorf("want a title, answer:right TASK, or answer:wrong TASK with answer:says REGEXP")
	}
	return a, nil
}

// Files returns the files of the solution that change when the answer takes
// the place of its declarations, the answer's own file among them.
func (a Answer) Files(solution Files) (Files, error) {
	return Graft(solution, "answer.go", a.Text)
}

// OnlyRenames reports whether the answer differs from the solution in nothing
// but names: it proves nothing that the solution does not.
func (a Answer) OnlyRenames(solution Files) (bool, error) {
	own, err := shapes(Files{"answer.go": a.Text})
	if err != nil {
		return false, err
	}
	theirs, err := shapes(solution)
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

// shapes are the declarations of files by name, with every name in them blanked.
func shapes(files Files) (map[string]string, error) {
	byName := map[string]string{}
	for name, content := range files {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
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
