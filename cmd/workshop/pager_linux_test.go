package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// terminal returns the two ends of a terminal: what is written to tty is read from
// screen.
func terminal(t *testing.T) (screen, tty *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no terminal to be had: ", err)
	}
	t.Cleanup(func() { screen.Close() })
	if err := unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return screen, tty
}

// TestPage shows a page on a terminal, with a pager that says that it was there.
func TestPage(t *testing.T) {
	const asked = "LESS=FRX-Ps?e(end) q quits:Space goes on, q quits.$: "
	const plain, coloured = "aside\r\n+line\r\n", "aside\r\n\x1b[32m+line\x1b[m\r\n"
	tests := []struct {
		name string
		env  map[string]string
		want string
	}{
		{"pager and colours", map[string]string{"TERM": "xterm", "PAGER": "echoing x"}, "x, " + asked + coloured},
		{"the user's LESS", map[string]string{"TERM": "xterm", "PAGER": "echoing x", "LESS": "R"}, "x, LESS=R: " + coloured},
		{"NO_COLOR", map[string]string{"TERM": "xterm", "PAGER": "echoing x", "NO_COLOR": "1"}, "x, " + asked + plain},
		{"an empty NO_COLOR", map[string]string{"TERM": "xterm", "PAGER": "cat", "NO_COLOR": ""}, coloured},
		{"cat", map[string]string{"TERM": "xterm", "PAGER": "cat"}, coloured},
		{"dumb", map[string]string{"TERM": "dumb", "PAGER": "echoing x"}, plain},
		{"no TERM", map[string]string{"PAGER": "echoing x"}, plain},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			screen, tty := terminal(t)
			seen := make(chan string)
			go func() {
				text, _ := io.ReadAll(screen) // which ends with an error, EIO, on Linux
				seen <- string(text)
			}()
			e := &env{Stdout: tty, Stderr: tty, Getenv: func(name string) string { return tt.env[name] }}
			p := e.newPage()
			io.WriteString(p.aside(), "aside\n")
			p.WriteString(paint(p.colour, green, "+line") + "\n")
			err := p.show()
			tty.Close()
			if got := <-seen; got != tt.want || err != nil {
				t.Errorf("the screen has %q, error %v; want %q", got, err, tt.want)
			}
		})
	}
}

// TestPagerDies shows a long page to a pager that ends before it has read a line.
func TestPagerDies(t *testing.T) {
	screen, tty := terminal(t)
	defer tty.Close()
	go io.Copy(io.Discard, screen)
	e := &env{Stdout: tty, Stderr: tty, Getenv: func(name string) string {
		return map[string]string{"TERM": "xterm", "PAGER": "dying"}[name]
	}}
	p := e.newPage()
	p.WriteString(strings.Repeat("a line\n", 1<<20))
	if err := p.show(); err != nil {
		t.Error("show: ", err)
	}
}
