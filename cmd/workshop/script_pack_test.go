package main

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"

	"example.com/metricsworkshop/internal/lesson"
)

// cmdStoreSteps writes the archive of shipped steps from those in the working
// directory, whatever they lack: "storesteps".
func cmdStoreSteps(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: storesteps")
	}
	tree, err := readTree(ts.MkAbs("."))
	ts.Check(err)
	var archive bytes.Buffer
	ts.Check(lesson.WriteArchive(&archive, tree))
	ts.Check(writeFiles(ts.MkAbs(path.Dir(lesson.ArchivePath)), lesson.Files{path.Base(lesson.ArchivePath): archive.Bytes()}))
}

// cmdUnpack unpacks a zip, with the modes it has: "unpack ZIP FOLDER".
func cmdUnpack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: unpack ZIP FOLDER")
	}
	r, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	defer r.Close()
	for _, f := range r.File {
		name := filepath.Join(ts.MkAbs(args[1]), filepath.FromSlash(f.Name))
		content, err := fs.ReadFile(r, f.Name)
		ts.Check(err)
		ts.Check(os.MkdirAll(filepath.Dir(name), 0o755))
		ts.Check(os.WriteFile(name, content, f.Mode()))
		ts.Check(os.Chtimes(name, f.Modified, f.Modified))
	}
}
