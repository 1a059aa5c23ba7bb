package live

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is the most bytes of a line that are kept.
const maxText = 2000

// escapes are what terminals take for colours and moves of the cursor.
var escapes = regexp.MustCompile(`\x1b\[[0-?]*[ -/]*[@-~]`)

// plain returns the line without what only a terminal understands.
func plain(line string) string {
	line = escapes.ReplaceAllString(line, "")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' {
			return -1
		}
		return r
	}, line)
}

// cut returns a line of at most maxText bytes and a sign that there was more.
func cut(line string) string {
	if len(line) <= maxText {
		return line
	}
	end := maxText
	for end > maxText-utf8.UTFMax && !utf8.RuneStart(line[end]) {
		end--
	}
	return line[:end] + "…"
}
