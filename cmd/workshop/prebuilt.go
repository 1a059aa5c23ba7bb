package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// prebuiltName is the file beside the lab's program that says that it was built
// elsewhere, and from what.
const prebuiltName = "lab.prebuilt.json"

// A prebuilt is a program of the lab that a pack has brought. It is used as long as the
// sources are those that it was built from: building it takes a minute, and on an empty
// build cache no time stamp and no build ID would keep the go command from it.
type prebuilt struct {
	System  string `json:"system"`  // linux/amd64
	Sources string `json:"sources"` // a hash, of labSources
	Size    int64  `json:"size"`    // of the program, in bytes: a copy may have been cut
}

// readPrebuilt reads what a pack has brought to a repository, if it is one.
func readPrebuilt(root string) (p prebuilt, ok bool) {
	text, err := os.ReadFile(filepath.Join(root, ".workshop", "bin", prebuiltName))
	return p, err == nil && json.Unmarshal(text, &p) == nil
}

// fits reports whether program is the one that a pack has brought, for this system and
// the sources as they are.
func (p prebuilt) fits(root, program string) bool {
	info, err := os.Stat(program)
	if err != nil || info.Size() != p.Size || p.System != thisSystem().String() {
		return false
	}
	sources, err := labSources(root)
	return err == nil && sources == p.Sources
}

// labSources is a hash of all that the lab may be built from: it, and what it shares
// with the steps.
func labSources(root string) (string, error) {
	hash := sha256.New()
	for _, part := range []string{"go.mod", "internal", "lab"} {
		err := filepath.WalkDir(filepath.Join(root, part), func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".")):
				return fs.SkipDir
			case !entry.Type().IsRegular() || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(entry.Name(), "."):
				return nil // what an editor leaves, too
			}
			path, err := filepath.Rel(root, name)
			if err != nil {
				return err
			}
			content, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			fmt.Fprintf(hash, "%q %d\n", filepath.ToSlash(path), len(content))
			hash.Write(content)
			return nil
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
