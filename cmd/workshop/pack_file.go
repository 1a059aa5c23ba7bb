package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A packedFile is a file of a pack.
type packedFile struct {
	name    string // with slashes
	program bool   // may be executed
	content []byte
	from    string // the file whose content it is, if content is nil: large ones are read one by one
}

func byName(a, b packedFile) int { return strings.Compare(a.name, b.name) }

func (f packedFile) mode() fs.FileMode {
	if f.program {
		return 0o755
	}
	return 0o644
}

func (f packedFile) read() ([]byte, error) {
	if f.content != nil || f.from == "" {
		return f.content, nil
	}
	return os.ReadFile(f.from)
}

// write writes the file below a folder.
func (f packedFile) write(dir string) error {
	name := filepath.Join(dir, filepath.FromSlash(f.name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, f.content, f.mode())
}
