package lesson

import (
	"archive/zip"
	"bytes"
	_ "embed" // the archive
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// ArchivePath is the archive's path below the repository's root.
const ArchivePath = "internal/lesson/pristine.zip"

//go:embed pristine.zip
var archive []byte

// Files are a folder's files by name.
type Files map[string][]byte

// Names are the names in their order.
func (f Files) Names() []string { return slices.Sorted(maps.Keys(f)) }

// Pristine returns the files of a step's folder as they were shipped, whatever
// the learner has made of them since.
func Pristine(d Dir) (Files, error) {
	trees, err := ReadArchive(archive)
	if err != nil {
		return nil, err
	}
	files, ok := trees[d.Path()]
	if !ok {
		return nil, fmt.Errorf("the archive has no %s", d.Path())
	}
	return files, nil
}

// ReadArchive returns the files of every folder in a zip, by the folder's path.
func ReadArchive(raw []byte) (map[string]Files, error) {
	r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fmt.Errorf("read the archive of pristine files: %w", err)
	}
	trees := map[string]Files{}
	for _, f := range r.File {
		content, err := fs.ReadFile(r, f.Name)
		if err != nil {
			return nil, fmt.Errorf("read %s of the archive: %w", f.Name, err)
		}
		dir, name := path.Split(f.Name)
		dir = strings.TrimSuffix(dir, "/")
		if trees[dir] == nil {
			trees[dir] = Files{}
		}
		trees[dir][name] = content
	}
	return trees, nil
}

// WriteArchive writes the folders as a zip. The same files give the same bytes
// on every machine and with every version of Go: nothing is compressed or dated.
func WriteArchive(w io.Writer, trees map[string]Files) error {
	z := zip.NewWriter(w)
	for _, dir := range slices.Sorted(maps.Keys(trees)) {
		for _, name := range trees[dir].Names() {
			f, err := z.CreateHeader(&zip.FileHeader{Name: dir + "/" + name, Method: zip.Store})
			if err != nil {
				return err
			}
			if _, err := f.Write(trees[dir][name]); err != nil {
				return err
			}
		}
	}
	return z.Close()
}

// ReadDir returns the files directly in a folder, without hidden ones.
func ReadDir(dir string) (Files, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	files := Files{}
	for _, e := range entries {
		if !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if files[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// Dirs are the folders of all steps, starters and solutions in their order.
func Dirs() []Dir {
	var dirs []Dir
	for _, s := range Steps {
		dirs = append(dirs, Dir{Step: s}, Dir{Step: s, Solution: true})
	}
	return dirs
}
