package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"example.com/metricsworkshop/internal/savewatch"
)

// watch watches the files of the service that is wanted, and no longer those of
// another one. A folder that cannot be watched keeps nobody from anything.
func (s *session) watch() {
	if !s.o.watch {
		return
	}
	if s.saves != nil {
		s.saves.Close()
		s.saves = nil
	}
	saves, err := savewatch.Start(savewatch.Options{
		Dir:   filepath.Join(s.env.Root, filepath.FromSlash(s.o.dir.Path())),
		Match: ofService,
	})
	if err != nil {
		fmt.Fprintf(s.env.Stderr, "-watch: %v\n", err)
		return
	}
	s.saves = saves
}

// ofService reports whether the go command makes a service of a file, by its name. A
// test is none, and neither is what an editor leaves beside the file it has open.
func ofService(name string) bool {
	return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") &&
		!strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "_")
}
