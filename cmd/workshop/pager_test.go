package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"testing"
)

// echoing is a pager that shows its argument, $LESS and what it reads.
func echoing() {
	fmt.Printf("%s, LESS=%s: ", os.Args[1], os.Getenv("LESS"))
	io.Copy(os.Stdout, os.Stdin)
}

// dying is a pager that is killed at once.
func dying() {
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		panic(err)
	}
	self.Kill()
	select {}
}

func TestFindPager(t *testing.T) {
	get := func(value string) func(string) string { return func(string) string { return value } }
	if p := findPager(get("echoing a  b")); p == nil || !slices.Equal(p.Args, []string{"echoing", "a", "b"}) {
		t.Errorf("the pager is %v; want echoing a b", p)
	}
	if p := findPager(get("cat")); p != nil {
		t.Errorf("the pager is %v; want none", p)
	}
	if p := findPager(get("no-such-pager")); p != nil && p.Args[0] == "no-such-pager" {
		t.Errorf("the pager is %v, which there is not", p)
	}
}

func TestPageElsewhere(t *testing.T) {
	var out bytes.Buffer
	e := &env{Stdout: &out, Getenv: func(name string) string {
		return map[string]string{"TERM": "xterm", "PAGER": "echoing x"}[name]
	}}
	p := e.newPage()
	p.WriteString(paint(p.colour, red, "-line") + "\n")
	if err := p.show(); err != nil || out.String() != "-line\n" {
		t.Errorf("show = %v, and wrote %q; want the line as it is", err, out.String())
	}
}
