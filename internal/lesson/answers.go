package lesson

import (
	"embed"
	"fmt"
	"path"
	"regexp"
	"slices"
)

//go:embed answers
var answersFS embed.FS

// An Answer is one way to solve a task, wrong or right: declarations and evidence
// that take the place of the solution's.
//
// The files lie in answers/STEP/, and say in their head what they are. A Go file
// ends in .go.txt:
//
//	// The SQL is built with Sprintf.
//	//
//	//answer:wrong 1.2
//	//answer:says values are part of the SQL text
//	package main
//
// Evidence ends in .evidence.txt. Behind its head each section is a file, and one
// that is called answer.go is such a Go file:
//
//	// The merchant's queue is named.
//	//
//	//answer:wrong 5.1
//	//answer:says the queue is read to its end
//	-- lineup.txt --
//	leaks: queue
//
// The directives are:
//
//	//answer:right TASK     it passes every test
//	//answer:wrong TASK     it fails the task's test, and only that one is run
//	//answer:says REGEXP    what the test prints, and for no other wrong answer
//	//answer:like NAME      says what that wrong answer to the same task says: the test cannot tell them apart
//	//answer:likely N       of the wrong answers to a core task a room sees this one most often, or second or third
//	//answer:fails TEST     it fails this test instead, and passes the task's
//	//answer:without FILE   the evidence lacks this file
//	//answer:copy FROM TO   the solution's FROM is saved as TO
type Answer struct {
	Step  Step
	Task  Task
	Name  string         // "1.2-wrong-sprintf"
	Title string         // the first sentence of the file's head
	Right bool           // must pass every test
	Fails string         // the test that a wrong one fails; the task's own if its head names none
	Says  *regexp.Regexp // what that test must print
	Like  string         // the answer that Says is taken from; "" for none
	Go    []byte         // the source that has the declarations; nil for none

	Likely int // 1 to LikelyAnswers for those a room sees most often; 0 for the others

	file     string      // its name, as in "1.2-wrong-sprintf.go.txt"
	sections Files       // evidence by name
	without  []string    // the names of evidence that is left out
	copies   [][2]string // FROM and TO
}

// LikelyAnswers is how many wrong answers to each core task are marked as likely.
const LikelyAnswers = 3

// The two names that an answer's declarations can have as a file.
const (
	answerFile     = "answer.go"
	answerTestFile = "answer_test.go" // for those of an exercise, which may use what only tests have
)

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
		a, err := parseAnswer(s, e.Name(), string(text))
		if err != nil {
			return nil, fmt.Errorf("internal/lesson/%s/%s: %w", dir, e.Name(), err)
		}
		answers = append(answers, a)
	}
	return answers, resolveLike(answers)
}

// resolveLike gives the answers that are like another one what that one says.
func resolveLike(answers []Answer) error {
	for i, a := range answers {
		if a.Like == "" {
			continue
		}
		first := slices.IndexFunc(answers, func(other Answer) bool { return other.Name == a.Like })
		if first < 0 || answers[first].Right || answers[first].Like != "" || answers[first].Task.ID != a.Task.ID {
			return fmt.Errorf("%s: answer:like wants a wrong answer to the same task with an answer:says of its own, not %q", a.Name, a.Like)
		}
		answers[i].Says = answers[first].Says
	}
	return nil
}

// Path is that of the answer's file, below the repository's root.
func (a Answer) Path() string { return path.Join("internal/lesson/answers", a.Step.Name, a.file) }

// Files returns the files that change when the answer takes the solution's place,
// the answer's own file among them. One that is nil is gone.
func (a Answer) Files(solution Files) (Files, error) {
	changes := Files{}
	if a.Go != nil {
		grafted, err := Graft(a.Step.Code(solution), answerFile, a.Go)
		if err != nil {
			return nil, err
		}
		changes = grafted
		if slices.ContainsFunc(grafted.Names(), isTest) {
			delete(changes, answerFile)
			changes[answerTestFile] = a.Go
		}
	}
	evidence := a.Step.Evidence(solution)
	save := func(name string, content []byte) error {
		if _, ok := evidence[name]; !ok {
			return fmt.Errorf("the solution has no evidence of the name %s", name)
		}
		changes[name] = content
		return nil
	}
	for name, content := range a.sections {
		if err := save(name, content); err != nil {
			return nil, err
		}
	}
	for _, name := range a.without {
		if err := save(name, nil); err != nil {
			return nil, err
		}
	}
	for _, c := range a.copies {
		from, ok := evidence[c[0]]
		if !ok {
			return nil, fmt.Errorf("the solution has no evidence of the name %s", c[0])
		}
		if err := save(c[1], from); err != nil {
			return nil, err
		}
	}
	return changes, nil
}
