package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// table prints the findings, and then which goroutines they are made of.
func table(stdout io.Writer, found []finding) error {
	out := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(out, "%d row sets never closed\tcontext\tgoroutines\tin use\tafter cancel\tmeanwhile\n", leaks)
	for _, f := range found {
		kind, healed, total := "Background", "-", 0
		if f.cancelable {
			kind, healed = "WithCancel", fmt.Sprint(f.healed)
		}
		for _, n := range f.stacks {
			total += n
		}
		fmt.Fprintf(out, "%s\t%s\t%+d\t%d\t%s\t%s\n", f.subject, kind, total, f.inUse, healed, f.held)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	for _, f := range found {
		for _, began := range f.sortedStacks() {
			fmt.Fprintf(stdout, "%s: %d x %s\n", f.subject, f.stacks[began], began)
		}
	}
	return nil
}
