package evidence

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/verdict"
)

// notYet is what a file has in place of an answer that nobody has given.
const notYet = "?"

// Answers returns the values of a file of "key: value" lines, which has each of
// the keys once and no other. Comments from "#" on do not count, nor do blank
// lines, a byte order mark, Windows' line ends, spaces around keys and values, and
// the case of a key. The first thing that is wrong ends the test; a value that is
// empty or "?" is wrong, too.
func Answers(t *testing.T, task, file string, keys []string) map[string]string {
	t.Helper()
	values, f := readAnswers(folder(), file, keys)
	if f == nil {
		f = unanswered(file, values, keys)
	}
	if f != nil {
		report(t, task, one(f))
		t.FailNow()
	}
	return values
}

// readAnswers returns the values by key, those that are not given yet included,
// or the first thing that is wrong.
func readAnswers(dir, file string, keys []string) (map[string]string, *verdict.Finding) {
	text, f := readText(dir, file)
	if f != nil {
		return nil, f
	}
	values, lines := map[string]string{}, map[string]int{}
	number := 0
	for line := range strings.Lines(text) {
		number++
		key, value, f := splitLine(file, number, line)
		if f != nil {
			return nil, f
		}
		if key == "" {
			continue
		}
		i := slices.IndexFunc(keys, func(k string) bool { return strings.EqualFold(k, key) })
		if i < 0 {
			return nil, unknownKey(file, number, key, keys)
		}
		key = keys[i]
		if lines[key] > 0 {
			return nil, &verdict.Finding{
				Called: fmt.Sprintf("%s, line %d", file, number),
				Got:    fmt.Sprintf("%q a second time: line %d has it, too", key+":", lines[key]),
				Want:   fmt.Sprintf("one line with %q", key+":"),
				Why:    "of two answers nobody knows which is yours: delete one",
			}
		}
		values[key], lines[key] = value, number
	}
	for _, key := range keys {
		if lines[key] == 0 {
			return nil, &verdict.Finding{
				Called: "read " + file,
				Got:    fmt.Sprintf("no line that begins with %q", key+":"),
				Want:   fmt.Sprintf("%q and your answer behind it, on a line of its own", key+":"),
				Why:    "each question has one line: this one is gone",
			}
		}
	}
	return values, nil
}

// readText returns a text file without its byte order mark.
func readText(dir, file string) (string, *verdict.Finding) {
	data, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return "", unreadable(file, err)
	}
	text := string(data)
	if strings.ContainsRune(text, 0) {
		return "", &verdict.Finding{
			Called: "read " + file,
			Got:    "bytes of 0, as in UTF-16 (some Windows programs call it Unicode)",
			Want:   "the same text, saved as UTF-8",
			Why:    "the test reads UTF-8, as Go does",
		}
	}
	return strings.TrimPrefix(text, "\ufeff"), nil
}

// splitLine returns the two sides of a line, or no key for one that says nothing.
func splitLine(file string, number int, line string) (key, value string, f *verdict.Finding) {
	line = strings.TrimSpace(withoutComment(line))
	if line == "" {
		return "", "", nil
	}
	key, value, ok := strings.Cut(line, ":")
	key = strings.Join(strings.Fields(key), " ")
	if !ok || key == "" {
		return "", "", &verdict.Finding{
			Called: fmt.Sprintf("%s, line %d: %s", file, number, line),
			Got:    "a line that is not of the form key: value",
			Want:   "a key, a colon and your answer; a remark begins with #",
			Why:    "without its key, an answer belongs to no question",
		}
	}
	return key, strings.TrimSpace(value), nil
}

// withoutComment cuts a line before its comment, which begins with "#" at the
// line's beginning or behind a space.
func withoutComment(line string) string {
	for i := range len(line) {
		if line[i] == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t') {
			return line[:i]
		}
	}
	return line
}

func unknownKey(file string, number int, key string, keys []string) *verdict.Finding {
	return &verdict.Finding{
		Called: fmt.Sprintf("%s, line %d", file, number),
		Got:    fmt.Sprintf("the key %q, which this file does not have", key+":"),
		Want:   fmt.Sprintf("one of its keys; the nearest is %q", nearest(key, keys)+":"),
		Why:    "an answer counts for the key in front of it",
	}
}

// isAnswer reports whether a value is an answer, right or wrong.
func isAnswer(value string) bool { return value != "" && value != notYet }

// unanswered is the finding on keys without an answer, or nil.
func unanswered(file string, values map[string]string, keys []string) *verdict.Finding {
	var open []string
	for _, key := range keys {
		if !isAnswer(values[key]) {
			open = append(open, key)
		}
	}
	if len(open) == 0 {
		return nil
	}
	return &verdict.Finding{
		Called: "read " + file,
		Got:    "you have not answered these yet: " + strings.Join(open, ", "),
		Want:   "an answer in the place of each " + notYet,
		Why:    "a wrong answer tells you more than none: the test says what speaks against it",
	}
}
