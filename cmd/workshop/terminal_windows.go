package main

import (
	"io"
	"os"

	"golang.org/x/sys/windows"
)

// movesCursor reports whether w is a terminal on which several lines can be redrawn,
// and makes it one if it is a console that can.
func movesCursor(w io.Writer, _ func(string) string) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	console := windows.Handle(file.Fd())
	var mode uint32
	if windows.GetConsoleMode(console, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
