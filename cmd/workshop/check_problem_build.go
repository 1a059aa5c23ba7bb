package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// buildProblem is what the compiler, go vet or the go command itself says.
func buildProblem(root string, r *stepCheck) *problem {
	vet := false
	var lines []string
	for line := range strings.Lines(r.run.build) {
		if strings.HasPrefix(line, "# ") {
			vet = vet || strings.HasPrefix(line, "# [")
			continue
		}
		lines = append(lines, strings.TrimRight(r.inStep(root, strings.TrimPrefix(line, "vet: ")), "\r\n"))
	}
	p := &problem{Kind: "compile", Text: firstLines(strings.Join(lines, "\n"), problemLines)}
	first := ""
	if len(lines) > 0 {
		first = lines[0]
	}
	switch {
	case vet:
		p.Kind = "vet"
		p.Title = "it compiles, but go vet finds a mistake, and go test stops at it"
		p.Remedy = "Mend what it names: such a line does not do what it says."
	case strings.HasPrefix(first, "found packages "):
		p.Title = "the step's files are not of one package"
		p.Remedy = "Every .go file of a step begins with: package main"
	case absentImport.MatchString(first):
		p.Title = "an import cannot be found"
		p.Remedy = "Is its path right? The steps need no modules but those in go.mod."
	case givenLine.MatchString(first) && r.isGiven(givenLine.FindStringSubmatch(first)[1]):
		p.Title = "it does not compile, so no test ran"
		p.Remedy = "The line is a given test's: it uses a name that is gone from your code, has another type now, or stands there twice."
	default:
		p.Title = "it does not compile, so no test ran"
		p.Remedy = "Mend the first line; others often follow from it."
	}
	return p
}

// absentImport is what the go command says of an import that no module here has.
var absentImport = regexp.MustCompile(`no required module provides package|missing go\.sum entry|is not in std`)

// givenLine finds the file of a compiler's line.
var givenLine = regexp.MustCompile(`^(\w+_test\.go):\d+`)

// isGiven reports whether a test is one that the step gives.
func (r *stepCheck) isGiven(name string) bool {
	for _, f := range r.Step.Files {
		if f.Name == name {
			return f.Kind != lesson.Exercise
		}
	}
	return false
}

// overlaid is where a line names a file in the place of a learner's.
var overlaid = regexp.MustCompile(`(?m)^(\s*).*?workshop-check-\d+[/\\](?:solutions[/\\])?step\d\d-\w+[/\\]`)

// hereIs is how the go command begins the name of a file in its working directory.
var hereIs = regexp.MustCompile(`(?m)^(\s*)\.[/\\]`)

// inStep names the files of a text as they are named in the step's folder.
func (r *stepCheck) inStep(root, text string) string {
	text = overlaid.ReplaceAllString(text, "$1")
	dir := filepath.Join(root, filepath.FromSlash(r.Path()))
	text = strings.ReplaceAll(text, dir+string(filepath.Separator), "")
	text = strings.ReplaceAll(text, dir, r.Path())
	return hereIs.ReplaceAllString(text, "$1")
}

// firstLines are the first lines of a text, and how many there are besides.
func firstLines(text string, n int) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(lines) <= n {
		return strings.Join(lines, "\n")
	}
	return fmt.Sprintf("%s\nand %d more lines", strings.Join(lines[:n], "\n"), len(lines)-n)
}
