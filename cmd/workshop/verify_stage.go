package main

import (
	"errors"
	"maps"
	"os"
	"path/filepath"

	"example.com/metricsworkshop/internal/lesson"
)

// extract writes the shipped files below v.temp, for the overlays.
func (v *verifier) extract() error {
	for dir, files := range v.pristine {
		if err := writeFiles(filepath.Join(v.temp, filepath.FromSlash(dir)), files); err != nil {
			return err
		}
	}
	return nil
}

func writeFiles(dir string, files lesson.Files) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// overlay returns the name of a file for the go command's -overlay: every step
// reads as it was shipped, whatever the tree holds, and dir with changes on top.
// One that is nil is gone.
func (v *verifier) overlay(dir string, changes lesson.Files) (string, error) {
	replace, err := v.shipped()
	if err != nil {
		return "", err
	}
	own, err := os.MkdirTemp(v.temp, "overlay-")
	if err != nil {
		return "", err
	}
	there := present(changes)
	if err := writeFiles(own, there); err != nil {
		return "", err
	}
	for name := range changes {
		replace[filepath.Join(v.file(dir), name)] = "" // the go command's word for gone
	}
	for name := range there {
		replace[filepath.Join(v.file(dir), name)] = filepath.Join(own, name)
	}
	name := filepath.Join(own, "overlay.json")
	return name, writeOverlay(name, replace)
}

// shipped is what an overlay replaces to have every step as it was shipped.
func (v *verifier) shipped() (map[string]string, error) {
	replace := map[string]string{}
	for path, files := range v.pristine {
		now, err := lesson.ReadDir(v.file(path))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		for name := range now {
			replace[filepath.Join(v.file(path), name)] = "" // the learner's own: hidden
		}
		for name := range files {
			replace[filepath.Join(v.file(path), name)] = filepath.Join(v.temp, filepath.FromSlash(path), name)
		}
	}
	return replace, nil
}

// evidence writes the shipped evidence of a step's folder, with changes on top,
// and returns the variable that names where. The tests read it when they run, and
// no overlay reaches them there.
func (v *verifier) evidence(d lesson.Dir, changes lesson.Files) (string, error) {
	all := lesson.Files{}
	maps.Copy(all, v.pristine[d.Path()])
	maps.Copy(all, changes)
	own, err := os.MkdirTemp(v.temp, "evidence-")
	if err != nil {
		return "", err
	}
	return evidenceVariable + "=" + own, writeFiles(own, present(d.Step.Evidence(all)))
}

// present are the files without those that are nil.
func present(files lesson.Files) lesson.Files {
	there := maps.Clone(files)
	maps.DeleteFunc(there, func(_ string, content []byte) bool { return content == nil })
	return there
}
