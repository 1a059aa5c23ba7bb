// Package slides holds the deck for the room. Its code and its figures are those of
// the steps: present reads them from their files when it shows a slide.
package slides

import (
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/present"
)

const (
	deck       = "workshop.slide"
	maxSlides  = 32
	maxLines   = 22 // of code on a slide
	maxColumns = 96
)

func parse(t *testing.T) *present.Doc {
	t.Helper()
	file, err := os.Open(deck)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	// Parse reads what .code names, and fails where an address finds nothing.
	doc, err := present.Parse(file, deck, 0)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestSlides proves that what a slide takes from elsewhere is there, fits on it, and
// that each slide has notes for the one who speaks.
func TestSlides(t *testing.T) {
	doc := parse(t)
	if n := len(doc.Sections); n > maxSlides {
		t.Errorf("%d slides; want at most %d", n, maxSlides)
	}
	code := 0
	for _, slide := range doc.Sections {
		if len(slide.Notes) == 0 {
			t.Errorf("slide %q has no notes", slide.Title)
		}
		for _, elem := range slide.Elem {
			switch e := elem.(type) {
			case present.Code:
				code++
				checkCode(t, slide.Title, e)
			case present.Image:
				checkFile(t, slide.Title, e.URL)
			case present.Link:
				if e.URL.Scheme == "" {
					checkFile(t, slide.Title, e.URL.Path)
				}
			}
		}
	}
	if code < 10 {
		t.Errorf("%d slides take code from the steps; want at least 10, or the deck is no longer theirs", code)
	}
}

func checkFile(t *testing.T, slide, name string) {
	t.Helper()
	if _, err := os.Stat(filepath.FromSlash(name)); err != nil {
		t.Errorf("slide %q: %v", slide, err)
	}
}

var (
	excerpt = regexp.MustCompile(`^\.code\s+\.\./\.\./solutions/\S+\s+/(.*)/,/(.*)/$`)
	tag     = regexp.MustCompile(`<[^>]*>`)
)

// checkCode proves that an excerpt is one: from the solutions, which no learner
// edits, short enough to be read, and forwards. An end that stands nowhere behind the
// beginning is looked for from the top of the file, and the excerpt is what lies between.
func checkCode(t *testing.T, slide string, c present.Code) {
	t.Helper()
	command := excerpt.FindStringSubmatch(c.Cmd)
	if command == nil {
		t.Errorf("slide %q: %s: want .code ../../solutions/STEP/FILE /FROM/,/TO/", slide, c.Cmd)
		return
	}
	lines := strings.Split(strings.Trim(html.UnescapeString(tag.ReplaceAllString(string(c.Text), "")), "\n"), "\n")
	if len(lines) > maxLines {
		t.Errorf("slide %q has %d lines of code; want at most %d", slide, len(lines), maxLines)
	}
	for _, line := range lines {
		if n := utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    ")); n > maxColumns {
			t.Errorf("slide %q has a line of %d columns; want at most %d: %s", slide, n, maxColumns, line)
		}
	}
	from, to := regexp.MustCompile("(?m:"+command[1]+")"), regexp.MustCompile("(?m:"+command[2]+")")
	if begin := from.FindIndex(c.Raw); begin == nil || !to.Match(c.Raw[begin[1]:]) {
		t.Errorf("slide %q: %s: the second address stands before the first", slide, c.Cmd)
	}
}

// figure is a number that somebody has measured: a digit alone is a word.
var figure = regexp.MustCompile(`\b\d[\d,.]*\d\b`)

// TestFigures proves that every figure on a slide or in its notes stands in a step's
// README, which a check keeps true, with how to repeat it.
func TestFigures(t *testing.T) {
	known := map[string]bool{}
	readmes, err := filepath.Glob(filepath.FromSlash("../../solutions/*/README.md"))
	if err != nil || len(readmes) == 0 {
		t.Fatalf("READMEs of the solutions: %q, %v", readmes, err)
	}
	for _, name := range readmes {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range figure.FindAllString(string(text), -1) {
			known[f] = true
		}
	}
	text, err := os.ReadFile(deck)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, ".") {
			continue // the steps' own
		}
		for _, f := range figure.FindAllString(line, -1) {
			if !known[f] {
				t.Errorf("%s:%d: %s is in no README of a step", deck, i+1, f)
			}
		}
	}
}
