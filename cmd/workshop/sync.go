package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"example.com/metricsworkshop/internal/backup"
	"example.com/metricsworkshop/internal/lesson"
)

var syncVerb = verb{
	name:    "sync",
	summary: "for authors: copy a changed file down the chain of steps",
	details: `
For those who write the workshop; learners never need it.

A file that repeats from step to step is edited once, where it first appears:
sync copies it to the solution of that step, to the next starter, and so on, and
then stores all starters and solutions in ` + lesson.ArchivePath + `.

A copy that was edited itself is not overwritten: sync says where the edit
belongs, and changes nothing at all. What it replaces is copied first: undo brings
it back.`,
	run: func(ctx context.Context, env *env, args []string) error {
		rest, err := env.parse(env.flagSet(), args)
		if err != nil {
			return err
		}
		if len(rest) > 0 {
			return usageErrorf("sync takes no arguments, not %q", rest[0])
		}
		return syncSteps(env)
	},
}

// syncSteps makes every copy in the tree equal to its source, and the archive equal
// to the tree. It looks at everything before it writes anything.
func syncSteps(env *env) error {
	stored, err := os.ReadFile(filepath.Join(env.Root, filepath.FromSlash(lesson.ArchivePath)))
	if err != nil {
		return damagedErrorf("%w\ngit checkout %s brings it back", err, lesson.ArchivePath)
	}
	pristine, err := lesson.ReadArchive(stored)
	if err != nil {
		return damagedErrorf("%w\ngit checkout %s brings it back", err, lesson.ArchivePath)
	}
	tree, err := readTree(env.Root)
	if err != nil {
		return err
	}
	changed, err := followChain(tree, pristine)
	if err != nil {
		return err
	}
	for _, d := range lesson.Dirs() {
		if err := d.CheckFiles(tree[d.Path()]); err != nil {
			return err
		}
	}
	var archive bytes.Buffer
	if err := lesson.WriteArchive(&archive, tree); err != nil {
		return err
	}
	var changes []backup.Change
	for _, link := range changed {
		changes = append(changes, backup.WriteFile(link.To, fileAt(tree, link.To)))
	}
	// The archive comes last: a sync that was stopped before finds its copies unedited.
	changes = append(changes, backup.WriteFile(lesson.ArchivePath, archive.Bytes()))
	plan, err := env.planFor(changes)
	if err != nil {
		return err
	}
	if len(plan.Entries) > 0 {
		if err := env.carryOut(plan, "steps"); err != nil {
			return err
		}
	}
	for _, link := range changed {
		fmt.Fprintf(env.Stdout, "%s → %s\n", link.From, link.To)
	}
	if bytes.Equal(archive.Bytes(), stored) {
		fmt.Fprintln(env.Stdout, "the archive is up to date")
	} else {
		fmt.Fprintf(env.Stdout, "%s written\n", lesson.ArchivePath)
	}
	return nil
}

// readTree returns the files of every step's folder as they are now.
func readTree(root string) (map[string]lesson.Files, error) {
	tree := map[string]lesson.Files{}
	for _, d := range lesson.Dirs() {
		files, err := lesson.ReadDir(filepath.Join(root, filepath.FromSlash(d.Path())))
		if errors.Is(err, fs.ErrNotExist) {
			files, err = lesson.Files{}, nil
		}
		if err != nil {
			return nil, err
		}
		tree[d.Path()] = files
	}
	return tree, nil
}

// followChain makes each copy in tree equal to its source and returns the links
// that needed it. A copy that differs from what was stored was edited by hand,
// and is an error.
func followChain(tree, pristine map[string]lesson.Files) ([]lesson.Link, error) {
	var changed []lesson.Link
	for _, link := range lesson.Chain() {
		source, target := fileAt(tree, link.From), fileAt(tree, link.To)
		if source == nil {
			return nil, fmt.Errorf("%s is missing, and %s is a copy of it", link.From, link.To)
		}
		if bytes.Equal(source, target) {
			continue
		}
		if target != nil && !bytes.Equal(target, fileAt(pristine, link.To)) {
			return nil, fmt.Errorf("%s was edited, but it is a copy of %s\n"+
				"Make the edit there and delete the copy, then sync again. Nothing was changed.", link.To, link.From)
		}
		tree[path.Dir(link.To)][path.Base(link.To)] = source
		changed = append(changed, link)
	}
	return changed, nil
}

func fileAt(tree map[string]lesson.Files, name string) []byte {
	return tree[path.Dir(name)][path.Base(name)]
}
