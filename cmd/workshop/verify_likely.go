package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
)

// likelyPage shows the instructor what the learners will see.
const likelyPage = "docs/wrong-answers.md"

// likelyCheck is the name of the check that compares that page.
const likelyCheck = "likely wrong answers: " + likelyPage

// likelyHead is how the page begins.
const likelyHead = `# The wrong answers that you will meet

<!-- Written by: go tool workshop verify -update -only '^likely'. What you edit here is lost. -->

For the instructor, beside [the guide](instructor.md): it gives away everything. Of each core task the three wrong answers that a room
most likely brings, in that order, and what ` + "`go test`" + ` says to them. Learn to tell them by their message, and ask what it asks; the hint comes after that.
Each is a file of the corpus that [proves the tests](../CONTRIBUTING.md), and every message here is what a run of it printed, without durations and line numbers.
`

// checkLikely compares the page with what the likely wrong answers have printed, or
// writes it.
func (v *verifier) checkLikely(ctx context.Context, tasks []*taskTrial) (string, error) {
	for _, task := range tasks {
		task.tried.Wait()
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	page, err := likelyText(tasks)
	if err != nil {
		return "", err
	}
	old, err := os.ReadFile(v.file(likelyPage))
	if err != nil && !(v.update && errors.Is(err, os.ErrNotExist)) {
		return "", err
	}
	page, changed := merge(string(old), page)
	switch {
	case changed == "":
		return "as shown", nil
	case v.update:
		return "written", os.WriteFile(v.file(likelyPage), []byte(page), 0o644)
	}
	return "", fmt.Errorf("it should have, and has not:\n%s\nIf the tests are right: go tool workshop verify -update -only '^likely'", changed)
}

// likelyText is the page that the trials of the likely wrong answers make.
func likelyText(tasks []*taskTrial) (string, error) {
	var page strings.Builder
	page.WriteString(likelyHead)
	step := 0
	for _, task := range tasks {
		likely := slices.DeleteFunc(slices.Clone(task.trials), func(t trial) bool { return t.Likely == 0 })
		slices.SortFunc(likely, func(a, b trial) int { return cmp.Compare(a.Likely, b.Likely) })
		for i, t := range likely {
			if t.Step.Number != step {
				step = t.Step.Number
				fmt.Fprintf(&page, "\n## Step %d: %s\n", step, t.Step.Title)
			}
			if i == 0 {
				fmt.Fprintf(&page, "\n### %s %s\n", task.ID, task.Title)
			}
			text, err := message(t)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&page, "\n**%d.** %s ([its code](../%s))\n\n```text\n%s\n```\n", t.Likely, t.Title, t.Path(), text)
		}
	}
	return page.String(), nil
}

var (
	// testDuration is what stands behind the name of a test that failed.
	testDuration = regexp.MustCompile(`(?m)^( *--- FAIL: \S+) \(\d+\.\d+s\)$`)
	// answerLine is a line of an answer, as a panic names it. A learner's has another number.
	answerLine = regexp.MustCompile(`\banswer(_test)?\.go:\d+`)
	// varying is what differs from run to run: times, goroutines, memory.
	varying = regexp.MustCompile(`\d[\d.]*( [kM]B\b| allocations|\|ms)|goroutines:\d+`)
)

// message is what a wrong answer's test says to a learner: what it printed without
// how long it took, and without the names of what only verify has.
func message(t trial) (string, error) {
	if t.err != nil {
		return "", t.err
	}
	text := testDuration.ReplaceAllString(t.output, "$1")
	text = answerLine.ReplaceAllString(text, t.Task.File+":…")
	begin, end := strings.Index(text, "--- FAIL: "), strings.LastIndex(text, "\nFAIL\nFAIL\t")
	if t.ok || begin < 0 || end < begin {
		return "", fmt.Errorf("%s does not fail by assertion: go tool workshop verify -only 'wrong %s' says more\n%s", t.Name, t.Task.ID, t.output)
	}
	return text[begin:end], nil
}

// merge returns a new page with the paragraphs of the old one wherever only what is
// measured differs, and the first paragraph of which more does.
func merge(old, page string) (merged, changed string) {
	alike := func(paragraph string) string {
		return varying.ReplaceAllString(strings.Join(strings.Fields(paragraph), " "), "N") // unwrapped
	}
	paragraphs := func(page string) []string {
		return strings.Split(strings.TrimSpace(strings.ReplaceAll(page, "\r\n", "\n")), "\n\n")
	}
	before, after := paragraphs(old), paragraphs(page)
	for i, p := range after {
		same := func(other string) bool { return alike(other) == alike(p) }
		if at := slices.IndexFunc(before, same); at >= 0 {
			after[i] = before[at]
		}
		if changed == "" && (i >= len(before) || !same(before[i])) {
			changed = p
		}
	}
	if changed == "" && len(before) > len(after) {
		changed = "nothing behind:\n" + after[len(after)-1]
	}
	return strings.Join(after, "\n\n") + "\n", changed
}
