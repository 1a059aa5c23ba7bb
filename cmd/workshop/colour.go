package main

import "io"

// A colour is the sequence of letters that a terminal begins one with.
type colour string

const (
	bold   colour = "\x1b[1m"
	faint  colour = "\x1b[2m"
	red    colour = "\x1b[31m"
	green  colour = "\x1b[32m"
	yellow colour = "\x1b[33m"
	cyan   colour = "\x1b[36m"
)

// mayColour reports whether what is written to w may have colours: it is a terminal
// that knows them, and its user has not asked for none (https://no-color.org).
func mayColour(w io.Writer, getenv func(string) string) bool {
	return getenv("NO_COLOR") == "" && getenv("TERM") != "dumb" && movesCursor(w, getenv)
}

// paint puts a text, of one line, in a colour, if it may have one.
func paint(may bool, c colour, text string) string {
	if !may || text == "" {
		return text
	}
	return string(c) + text + "\x1b[m"
}
