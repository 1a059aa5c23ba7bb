package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// readme is the one shipped file of a step that no test reads.
const readme = "README.md"

// counts reports whether a step's tests may say something else when a file changes: it
// is code, or a file of answers. What an editor leaves beside the file it has open is
// neither.
func counts(s lesson.Step, name string) bool {
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == readme {
		return false
	}
	return strings.HasSuffix(name, ".go") || slices.ContainsFunc(s.Files, func(f lesson.File) bool { return f.Name == name })
}

// stepHash is that of all that a step's verdict depends on: the learner's files, the
// shipped ones, and the packages that the tests stand on, so that a newer version of the
// workshop is checked anew.
func stepHash(root string, d lesson.Dir, files, pristine lesson.Files) (string, error) {
	sum := sha256.New()
	for _, some := range []lesson.Files{files, pristine} {
		for _, name := range some.Names() {
			if counts(d.Step, name) {
				hashFile(sum, name, some[name])
			}
		}
		hashFile(sum, "", nil) // the end of these
	}
	course, err := courseFiles(root)
	if err != nil {
		return "", err
	}
	for _, name := range slices.Sorted(maps.Keys(course)) {
		hashFile(sum, name, course[name])
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// hashFile adds a file to a hash so that no other files add the same.
func hashFile(sum hash.Hash, name string, content []byte) {
	for _, part := range [][]byte{[]byte(name), content} {
		binary.Write(sum, binary.LittleEndian, int64(len(part))) // a hash takes all
		sum.Write(part)
	}
}

// courseFiles are go.mod and the code below internal, without its tests.
func courseFiles(root string) (map[string][]byte, error) {
	files := map[string][]byte{}
	add := func(name string) error {
		content, err := os.ReadFile(name)
		if err == nil {
			files[strings.TrimPrefix(name, root)] = content
		}
		return err
	}
	if err := add(filepath.Join(root, "go.mod")); err != nil {
		return nil, err
	}
	err := filepath.WalkDir(filepath.Join(root, "internal"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		return add(name)
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // the tests will say so
	}
	return files, err
}
