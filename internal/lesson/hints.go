package lesson

import (
	"fmt"
	"regexp"
	"strings"
)

// LookHeading is that of the part of a step's README in which what was built is seen at
// work.
const LookHeading = "Run it, and look"

// HintLevels is how many hints a task has: a question, a pointer, almost code.
const HintLevels = 3

// A folded hint of a step's README:
//
//	<details><summary>Hint 1.2, level 1: a question</summary>
//
//	text
//
//	</details>
var foldedHint = regexp.MustCompile(`(?s)<details><summary>Hint (\d\.\d), level (\d)[^<]*</summary>\n(.*?)</details>`)

// Hints returns a task's hints from its step's README, the mildest first. They
// stand nowhere else, so the README and the command line cannot differ.
func Hints(readme []byte, task string) ([]string, error) {
	var hints []string
	for _, m := range foldedHint.FindAllSubmatch(readme, -1) {
		if string(m[1]) != task {
			continue
		}
		if want := fmt.Sprint(len(hints) + 1); string(m[2]) != want {
			return nil, fmt.Errorf("the README has level %s of the hints to %s where level %s should be", m[2], task, want)
		}
		hints = append(hints, strings.Trim(string(m[3]), "\n"))
	}
	if len(hints) != HintLevels {
		return nil, fmt.Errorf("the README has %d hints to %s; want %d", len(hints), task, HintLevels)
	}
	return hints, nil
}
