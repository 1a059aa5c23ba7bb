package main

import (
	"context"
	"fmt"
	"strings"
)

// mostNamed is how many files a message names.
const mostNamed = 5

// checkCommitted refuses changes that would not be in the pack. Those in the steps
// never are, on purpose.
func (p *packer) checkCommitted(ctx context.Context) error {
	prefix, err := p.git(ctx, p.Root, "rev-parse", "--show-prefix")
	if err != nil {
		return err
	}
	status, err := p.git(ctx, p.Root, "status", "--porcelain", "-z", "--no-renames", "--", ".")
	if err != nil {
		return err
	}
	var changed, steps []string
	for entry := range strings.SplitSeq(strings.TrimSuffix(string(status), "\x00"), "\x00") {
		if len(entry) < 4 {
			continue // there is none at all
		}
		switch name := strings.TrimPrefix(entry[3:], strings.TrimSpace(string(prefix))); {
		case stepOf(name) != "":
			steps = append(steps, name)
		default:
			changed = append(changed, name)
		}
	}
	if len(steps) > 0 {
		fmt.Fprintf(p.progress.above(p.Stderr), "the pack has the steps as they were shipped, without your changes to %s\n", few(steps))
	}
	if len(changed) == 0 {
		return nil
	}
	if p.asCommitted {
		fmt.Fprintf(p.progress.above(p.Stderr), "not in the pack, as they are not committed: %s\n", few(changed))
		return nil
	}
	return fmt.Errorf("the pack has what is committed, and these changes are not: %s\n"+
		"Commit them, or leave them out: go tool workshop pack -as-committed", few(changed))
}

// few names some files, and how many more there are.
func few(names []string) string {
	if len(names) <= mostNamed {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNamed], ", "), len(names)-mostNamed)
}
