package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// A buildOutput sorts what "go build -v" prints into progress and the rest.
type buildOutput struct {
	mu         sync.Mutex
	unfinished []byte // the last line, until its end comes
	compiled   int
	downloaded int
	other      strings.Builder
}

var packageLine = regexp.MustCompile(`^[\w.~/+-]+$`)

func (o *buildOutput) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unfinished = append(o.unfinished, p...)
	for {
		line, after, ok := bytes.Cut(o.unfinished, []byte("\n"))
		if !ok {
			return len(p), nil
		}
		o.unfinished = after
		switch text := strings.TrimSpace(string(line)); {
		case strings.HasPrefix(text, "go: downloading "):
			o.downloaded++
		case packageLine.MatchString(text):
			o.compiled++
		default:
			o.other.Write(line)
			o.other.WriteByte('\n')
		}
	}
}

// progress says how far the build is; total is negative if it is not known.
func (o *buildOutput) progress(total int) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.compiled == 0 && o.downloaded > 0:
		return fmt.Sprintf("downloading modules, %d so far", o.downloaded)
	case total < 0:
		return fmt.Sprintf("%d packages", o.compiled)
	case o.compiled < total:
		return fmt.Sprintf("%d of %d packages", o.compiled, total)
	default:
		return "linking"
	}
}

// rest is what is not progress: what went wrong.
func (o *buildOutput) rest() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.other.String() + string(o.unfinished)
}
