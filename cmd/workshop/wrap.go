package main

import "strings"

// hintColumns is how wide a hint is: what a terminal has at least.
const hintColumns = 79

// wrapped breaks the lines of a Markdown text between words, so that none is longer than
// columns, if its words are not. Code, which is indented, and tables stay as they are.
func wrapped(text string, columns int) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "|") {
			out = append(out, line)
			continue
		}
		short := ""
		for word := range strings.SplitSeq(line, " ") {
			switch {
			case short == "":
				short = word
			case len([]rune(short))+1+len([]rune(word)) > columns:
				out = append(out, short)
				short = word
			default:
				short += " " + word
			}
		}
		out = append(out, short)
	}
	return strings.Join(out, "\n")
}
