package main

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

// A packSource is the repository as it is packed.
type packSource struct {
	commit string
	date   time.Time
	files  []packedFile // by their paths below the repository's root
}

// readSource reads what is committed, with the steps as they were shipped, and writes
// it below p.temp, where it is built from.
func (p *packer) readSource(ctx context.Context) error {
	log, err := p.git(ctx, p.Root, "log", "-1", "--format=%H %ct")
	if err != nil {
		return err
	}
	var seconds int64
	if _, err := fmt.Sscan(string(log), &p.source.commit, &seconds); err != nil {
		return environmentErrorf("git log: %w: %s", err, log)
	}
	p.source.date = time.Unix(seconds, 0).UTC()
	if err := p.checkCommitted(ctx); err != nil {
		return err
	}
	committed, err := p.git(ctx, p.Root, "archive", "--format=tar", "HEAD")
	if err != nil {
		return err
	}
	if p.source.files, err = readTar(committed); err != nil {
		return environmentErrorf("git archive: %w", err)
	}
	if err := p.shipSteps(); err != nil {
		return err
	}
	for _, f := range p.source.files {
		if err := f.write(p.repository()); err != nil {
			return environmentErrorf("%w", err)
		}
	}
	return nil
}

// repository is where the repository lies that the zips are made from.
func (p *packer) repository() string { return filepath.Join(p.temp, packRepository) }

func readTar(archive []byte) ([]packedFile, error) {
	var files []packedFile
	for r := tar.NewReader(strings.NewReader(string(archive))); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if header.Typeflag != tar.TypeReg {
			continue // folders, and a comment of git's
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		files = append(files, packedFile{name: header.Name, program: header.Mode&0o100 != 0, content: content})
	}
}

// shipSteps puts the steps as they were shipped in place of what is committed of them,
// which may be somebody's solutions.
func (p *packer) shipSteps() error {
	i := slices.IndexFunc(p.source.files, func(f packedFile) bool { return f.name == lesson.ArchivePath })
	if i < 0 {
		return damagedErrorf("%s is not committed, and the pack takes the steps from it\ngo tool workshop sync writes it", lesson.ArchivePath)
	}
	shipped, err := lesson.ReadArchive(p.source.files[i].content)
	if err != nil {
		return damagedErrorf("%w\ngo tool workshop sync writes it anew from the steps' files", err)
	}
	committed := map[string][]byte{}
	p.source.files = slices.DeleteFunc(p.source.files, func(f packedFile) bool {
		inStep := stepOf(f.name) != ""
		if inStep {
			committed[f.name] = f.content
		}
		return inStep
	})
	differ := 0
	for dir, files := range shipped {
		for name, content := range files {
			name = dir + "/" + name
			if now, ok := committed[name]; !ok || string(now) != string(content) {
				differ++
			}
			delete(committed, name)
			p.source.files = append(p.source.files, packedFile{name: name, content: content})
		}
	}
	if differ += len(committed); differ > 0 {
		fmt.Fprintf(p.progress.above(p.Stderr), "%d files of the steps are committed otherwise than they were shipped; the pack has them as shipped\n", differ)
	}
	slices.SortFunc(p.source.files, byName)
	return nil
}

// stepOf is the step's folder that a path lies in, or "".
func stepOf(path string) string {
	for _, d := range lesson.Dirs() {
		if strings.HasPrefix(path, d.Path()+"/") {
			return d.Path()
		}
	}
	return ""
}
