package main

import (
	"bytes"
	"cmp"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A page is a text that may be too long for a screen. What is written to it is shown
// by show.
type page struct {
	bytes.Buffer
	colour bool // it may be written in colours

	env   *env
	pager *exec.Cmd // nil for none
}

// newPage returns an empty page. On a terminal it is shown by the user's pager.
func (e *env) newPage() *page {
	p := &page{env: e, colour: mayColour(e.Stdout, e.Getenv)}
	if out, ok := e.Stdout.(*os.File); !ok || isNull(out) || !movesCursor(out, e.Getenv) {
		return p
	}
	if p.pager = findPager(e.Getenv); p.pager != nil {
		p.colour = p.colour && !isPager(p.pager, "more") // which shows the letters of a colour on some systems
	}
	return p
}

// findPager returns the first of $PAGER, less and more that there is. None is needed
// for PAGER=cat.
func findPager(getenv func(string) string) *exec.Cmd {
	for _, words := range [][]string{strings.Fields(getenv("PAGER")), {"less"}, {"more"}} {
		if len(words) == 0 {
			continue
		}
		pager := exec.Command(words[0], words[1:]...)
		if isPager(pager, "cat") {
			return nil
		}
		if pager.Err == nil {
			return pager
		}
	}
	return nil
}

func isPager(pager *exec.Cmd, name string) bool {
	base := strings.ToLower(filepath.Base(pager.Args[0]))
	return strings.TrimSuffix(base, ".exe") == name
}

// aside returns where to say something about the page: on it, if a pager would hide what
// stands elsewhere, so before anything else is written.
func (p *page) aside() io.Writer {
	if p.pager != nil {
		return p
	}
	return p.env.Stderr
}

// show shows what was written. It returns when the user has left the pager, which is
// of our group and gets the Ctrl-C of the terminal itself. A pager that fails, or is
// killed, has shown what its user wanted to see, and is no error.
func (p *page) show() error {
	if p.pager != nil {
		p.pager.Stdin = &p.Buffer
		p.pager.Stdout, p.pager.Stderr = p.env.Stdout, p.env.Stderr
		// What fits is printed and stays: F, X. Colours are colours: R. As git has it; and
		// a prompt, for who has never left less.
		less := "LESS=" + cmp.Or(p.env.Getenv("LESS"), "FRX-Ps?e(end) q quits:Space goes on, q quits.$")
		// A command that is typed into less must not become a file in the learner's step.
		p.pager.Env = slices.Concat(os.Environ(), []string{less, "LESSSECURE=1"})
		if p.pager.Start() == nil {
			p.pager.Wait()
			return nil
		}
	}
	_, err := io.Copy(p.env.Stdout, &p.Buffer)
	return err
}
