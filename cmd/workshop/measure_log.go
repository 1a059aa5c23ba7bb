package main

import (
	"bytes"
	"io"
)

// withoutInfo returns env for a service that is measured: what it logs goes to
// stderr, without the lines that tell nothing but its start and its end.
func (e *env) withoutInfo() *env {
	w := *e
	w.Stdout = &infoFilter{to: e.Stderr}
	return &w
}

// An infoFilter passes on the lines that are written to it but for those of
// slog's level INFO.
type infoFilter struct {
	to         io.Writer
	unfinished []byte // a line whose end has not come yet
}

func (f *infoFilter) Write(p []byte) (int, error) {
	f.unfinished = append(f.unfinished, p...)
	for {
		end := bytes.IndexByte(f.unfinished, '\n') + 1
		if end == 0 {
			return len(p), nil
		}
		line := f.unfinished[:end]
		f.unfinished = f.unfinished[end:]
		if bytes.Contains(line, []byte("level=INFO ")) {
			continue
		}
		if _, err := f.to.Write(line); err != nil {
			return 0, err
		}
	}
}
