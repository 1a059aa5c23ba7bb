package main

import "strings"

// hintColumns is how wide a hint is: what a terminal has at least.
const hintColumns = 79

// wrapped breaks the paragraphs of a Markdown text into lines, so that none is longer than
// columns, if its words are not. Code, which is indented, and tables stay as they are.
func wrapped(text string, columns int) string {
	var out []string
	short := ""
	end := func() {
		if short != "" {
			out = append(out, short)
		}
		short = ""
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" || strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "|") {
			end()
			out = append(out, line)
			continue
		}
		if strings.HasPrefix(line, "- ") {
			end()
		}
		for _, word := range strings.Fields(line) {
			switch {
			case short == "":
				short = word
			case len([]rune(short))+1+len([]rune(word)) > columns:
				end()
				short = word
			default:
				short += " " + word
			}
		}
	}
	end()
	return strings.Join(out, "\n")
}
