package main

import (
	_ "embed" // the table of a demo
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// recorded is what a demo has printed on a quiet machine. To renew it:
//
//	go tool workshop demo -o docs/demo.html >recorded.txt
//	mv recorded.txt cmd/workshop/recorded.txt
//
//go:embed recorded.txt
var recorded string

// madeOn begins the first line that a demo prints, which says when and where.
const madeOn = "made on "

// showRecorded shows a demo's table to those who wait for their own.
func showRecorded(w io.Writer) {
	made, table, _ := strings.Cut(recorded, "\n")
	fmt.Fprintf(w, "recorded on %s; yours comes in about a minute:\n", strings.TrimPrefix(made, madeOn))
	for line := range strings.Lines(table) {
		fmt.Fprint(w, "  ", line) // so that nobody takes it for their own
	}
	fmt.Fprintln(w)
}

// labBuilt reports whether the lab was ever built here: else that takes about a minute.
func labBuilt(env *env) bool {
	_, err := os.Stat(filepath.Join(env.Root, ".workshop", "bin", executable("lab")))
	return err == nil
}
