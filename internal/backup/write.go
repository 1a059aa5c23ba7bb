package backup

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"
	"syscall"
)

// Write does what the plan says, after b was saved of it. Each file is replaced in one
// go. It stops where something is not as the backup has it; what was written until then
// stays, and the backup brings it back.
func (p *Plan) Write(b *Backup) (err error) {
	r, err := os.OpenRoot(p.root)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := p.unchanged(r); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.setFolderModes(r)) }()
	if err := p.openFolders(r); err != nil {
		return err
	}
	for _, e := range slices.Backward(p.Entries) {
		if goes(e) {
			if err := remove(r, e); err != nil {
				return err
			}
		}
	}
	for _, e := range p.Entries {
		if err := b.put(r, e); err != nil {
			return err
		}
	}
	if err := p.sync(r); err != nil {
		return err
	}
	return r.RemoveAll(b.Folder() + "/" + newFolder) // which says that all is done
}

// goes reports whether a path must be free before anything is put there. A file or
// link needs not: another takes its place in one go.
func goes(e Entry) bool {
	switch {
	case e.Was.Kind == Absent:
		return false
	case e.To.Kind == Absent:
		return true
	default:
		return (e.Was.Kind == Folder) != (e.To.Kind == Folder)
	}
}

// remove removes what the backup has. A folder into which somebody has put something
// meanwhile stays.
func remove(r *os.Root, e Entry) error {
	if e.Was.Kind != Folder {
		if err := e.unchanged(r); err != nil {
			return err
		}
		makeReplaceable(r, e)
	}
	err := r.Remove(e.Path)
	if err != nil && e.Was.Kind == Folder && e.To.Kind == Absent {
		if inside, readErr := fs.ReadDir(r.FS(), e.Path); readErr == nil && len(inside) > 0 {
			return nil
		}
	}
	return inUse(err)
}

// put puts there what the plan says.
func (b *Backup) put(r *os.Root, e Entry) error {
	switch e.To.Kind {
	case Folder:
		if e.Was.Kind == Folder {
			return nil
		}
		return r.Mkdir(e.Path, 0o755)
	case File, Link:
		if !goes(e) {
			if err := e.unchanged(r); err != nil {
				return err
			}
			makeReplaceable(r, e)
		}
		staged := b.Folder() + "/" + newFolder + "/" + e.Path
		err := r.Rename(staged, e.Path)
		if errors.Is(err, syscall.EXDEV) {
			err = renameAcross(r, staged, e)
		}
		return inUse(err)
	}
	return nil
}

// renameAcross is a rename where the backups are on another disk than the rest. A kill
// leaves a hidden file beside the one that it was about to replace.
func renameAcross(r *os.Root, staged string, e Entry) error {
	near := path.Join(path.Dir(e.Path), ".workshop-"+rand.Text())
	var err error
	if e.To.Kind == Link {
		err = r.Symlink(e.To.Target, near)
	} else {
		err = writeDurably(r, near, e.New, e.To.Mode)
	}
	if err == nil {
		err = r.Rename(near, e.Path)
	}
	if err != nil {
		r.Remove(near)
		return err
	}
	return r.Remove(staged)
}

// makeReplaceable lets a read-only file be replaced or removed, where that needs it. The
// rename that comes next says what is wrong if it cannot.
func makeReplaceable(r *os.Root, e Entry) {
	if runtime.GOOS == "windows" && e.Was.Kind == File && e.Was.Mode&0o200 == 0 {
		r.Chmod(e.Path, 0o666)
	}
}

// inUse says more of an error that on Windows mostly has one cause.
func inUse(err error) error {
	if err != nil && runtime.GOOS == "windows" {
		return fmt.Errorf("%w\nIs it open in an editor, or does a test run? Close what has it open, and try again.", err)
	}
	return err
}

// openFolders makes read-only folders writable for as long as it takes.
func (p *Plan) openFolders(r *os.Root) error {
	for _, e := range p.Entries {
		if e.Was.Kind == Folder && !writable(e.Was.Mode) {
			if err := r.Chmod(e.Path, fs.FileMode(e.Was.Mode|0o700)); err != nil {
				return err
			}
		}
	}
	return nil
}

// setFolderModes gives the folders that are there in the end the permissions they
// should have.
func (p *Plan) setFolderModes(r *os.Root) error {
	var errs []error
	for _, e := range slices.Backward(p.Entries) {
		if e.To.Kind == Folder && runtime.GOOS != "windows" {
			if err := r.Chmod(e.Path, fs.FileMode(e.To.Mode)); !missing(err) {
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}

// sync makes the new names durable.
func (p *Plan) sync(r *os.Root) error {
	folders := map[string]bool{}
	for _, e := range p.Entries {
		folders[path.Dir(e.Path)] = true
	}
	for _, name := range slices.Sorted(maps.Keys(folders)) {
		if err := syncFolder(r, name); err != nil && !missing(err) {
			return err
		}
	}
	return nil
}
