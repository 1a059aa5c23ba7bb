package lesson

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The two kinds of file that an answer can be, by the end of its name.
const (
	goAnswer       = ".go.txt"
	evidenceAnswer = ".evidence.txt"
)

// parseAnswer reads an answer's file. What is like another one has no Says yet.
func parseAnswer(s Step, file, text string) (Answer, error) {
	a := Answer{Step: s, file: file}
	var head string
	switch name, isGo := strings.CutSuffix(file, goAnswer); {
	case isGo:
		a.Name, a.Go = name, []byte(text)
		head, _, _ = strings.Cut(text, "\npackage ")
	case strings.HasSuffix(file, evidenceAnswer):
		a.Name = strings.TrimSuffix(file, evidenceAnswer)
		head, a.sections = cutSections(text)
		a.Go = a.sections[answerFile]
		delete(a.sections, answerFile)
	default:
		return a, fmt.Errorf("want a name that ends in %s or %s", goAnswer, evidenceAnswer)
	}
	for i, line := range strings.Split(head, "\n") {
		line = strings.TrimPrefix(line, "//")
		if i == 0 {
			a.Title = strings.TrimSpace(line)
			continue
		}
		directive, value, _ := strings.Cut(line, " ")
		if name, ok := strings.CutPrefix(directive, "answer:"); ok {
			if err := a.direct(name, value); err != nil {
				return a, err
			}
		}
	}
	return a, a.complete()
}

// direct does what one directive says.
func (a *Answer) direct(directive, value string) (err error) {
	switch directive {
	case "wrong", "right":
		_, a.Task, err = FindTask(value)
		a.Right = directive == "right"
	case "says":
		a.Says, err = regexp.Compile(value)
	case "like":
		a.Like = value
	case "likely":
		a.Likely, err = strconv.Atoi(value)
		if err != nil || a.Likely < 1 || a.Likely > LikelyAnswers {
			return fmt.Errorf("want answer:likely 1 to %d, not %q", LikelyAnswers, value)
		}
	case "fails":
		a.Fails = value
	case "without":
		a.without = append(a.without, value)
	case "copy":
		from, to, ok := strings.Cut(value, " ")
		if !ok {
			return errors.New("want answer:copy FROM TO")
		}
		a.copies = append(a.copies, [2]string{from, to})
	default:
		return fmt.Errorf("unknown directive answer:%s", directive)
	}
	return err
}

// complete checks that the directives go together, and fills in what they leave
// to the task.
func (a *Answer) complete() error {
	says := a.Says != nil
	switch {
	case a.Title == "" || a.Task.ID == "" || a.Right && (says || a.Like != "") || !a.Right && says == (a.Like != ""):
		return errors.New("want a title, answer:right TASK, or answer:wrong TASK with answer:says REGEXP or answer:like NAME")
	case a.Go == nil && len(a.sections)+len(a.without)+len(a.copies) == 0:
		return errors.New("want a section for each file, or answer:without, or answer:copy")
	case a.Right && a.Likely != 0:
		return errors.New("only wrong answers are marked as likely")
	case a.Right && a.Fails != "":
		return errors.New("a right answer fails no test")
	case a.Fails == a.Task.Test:
		return fmt.Errorf("%s is the task's test: no need to name it", a.Fails)
	case a.Fails != "" && !slices.Contains(a.Step.Tests, a.Fails):
		return fmt.Errorf("%s has no test %s", a.Step.Name, a.Fails)
	case a.Fails == "":
		a.Fails = a.Task.Test
	}
	return nil
}

var sectionMark = regexp.MustCompile(`(?m)^-- (\S+) --\n`)

// cutSections returns what stands before the first "-- NAME --" of a text, and
// what stands behind each of them up to the next one.
func cutSections(text string) (head string, sections Files) {
	marks := sectionMark.FindAllStringSubmatchIndex(text, -1)
	end, sections := len(text), Files{}
	for _, m := range slices.Backward(marks) {
		sections[text[m[2]:m[3]]] = []byte(text[m[1]:end])
		end = m[0]
	}
	return text[:end], sections
}
