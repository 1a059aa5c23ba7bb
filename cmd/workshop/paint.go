package main

import "io"

// A paint colours a text, or leaves it as it is.
type paint func(text string) string

// The colours of a terminal.
const (
	green  = "32"
	red    = "31"
	yellow = "33"
	bold   = "1"
	faint  = "2"
)

// colours returns the paint of each colour for what is written to w: none unless it is a
// terminal that knows colours, and NO_COLOR (https://no-color.org) is not set.
func colours(w io.Writer, getenv func(string) string) func(colour string) paint {
	on := getenv("NO_COLOR") == "" && movesCursor(w, getenv)
	return func(colour string) paint {
		return func(text string) string {
			if !on || text == "" {
				return text
			}
			return "\x1b[" + colour + "m" + text + "\x1b[0m"
		}
	}
}
