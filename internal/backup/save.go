package backup

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"time"
)

const (
	manifestName = "backup.json"
	filesFolder  = "files" // what was there
	newFolder    = "new"   // what the verb has still to put there

	// incomplete begins the name of a folder that is no backup yet. Nothing was
	// written before it is one, so that whoever is killed leaves nothing of worth there.
	incomplete    = ".incomplete-"
	incompleteFor = time.Hour // nobody takes longer

	stampLayout = "2006-01-02T150405.000Z" // no colon: Windows has none in names
)

// Save copies all that the plan is about to replace or remove, and returns the backup.
// If that fails, nothing has changed.
func (p *Plan) Save(verb, subject string) (*Backup, error) {
	r, err := os.OpenRoot(p.root)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if err := p.unchanged(r); err != nil {
		return nil, err
	}
	b := &Backup{Verb: verb, Subject: subject, Made: time.Now(), Entries: p.Entries, root: p.root}
	if err := b.save(r); err != nil {
		return nil, fmt.Errorf("copy what is there: %w\n%s", err, dirHint)
	}
	return b, nil
}

const dirHint = "The copies are in " + Dir + ": a folder in the repository, with room, that you may write to."

func (b *Backup) save(r *os.Root) error {
	if err := r.MkdirAll(Dir, 0o755); err != nil {
		return err
	}
	removeIncomplete(r)
	temp := Dir + "/" + incomplete + rand.Text()
	err := b.write(r, temp)
	if err == nil {
		err = b.complete(r, temp)
	}
	if err != nil {
		r.RemoveAll(temp)
	}
	return err
}

// write fills the folder of a backup, and reads all back.
func (b *Backup) write(r *os.Root, folder string) error {
	manifest, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	folders := map[string]bool{folder: true}
	keep := func(name string, content []byte, mode Mode) error {
		for dir := path.Dir(name); !folders[dir]; dir = path.Dir(dir) {
			folders[dir] = true
		}
		if err := r.MkdirAll(path.Dir(name), 0o700); err != nil {
			return err
		}
		return writeDurably(r, name, content, mode)
	}
	stage := func(e Entry) error { // what others have too need not be durable
		name := folder + "/" + newFolder + "/" + e.Path
		if err := r.MkdirAll(path.Dir(name), 0o700); err != nil {
			return err
		}
		if e.To.Kind == Link {
			return r.Symlink(e.To.Target, name)
		}
		return write(r, name, e.New, e.To.Mode, (*os.File).Close)
	}
	if err := r.Mkdir(folder, 0o755); err != nil {
		return err
	}
	// Also of no file at all there is a folder, which is gone when all is written.
	for _, name := range []string{filesFolder, newFolder} {
		folders[folder+"/"+name] = true
		if err := r.Mkdir(folder+"/"+name, 0o700); err != nil {
			return err
		}
	}
	for _, e := range b.Entries {
		if e.Was.Kind == File {
			if err := keep(folder+"/"+filesFolder+"/"+e.Path, e.Old, 0o600); err != nil {
				return err
			}
		}
		if e.To.Kind == File || e.To.Kind == Link {
			if err := stage(e); err != nil {
				return err
			}
		}
	}
	if err := keep(folder+"/"+manifestName, append(manifest, '\n'), fileMode); err != nil {
		return err
	}
	for name := range folders {
		if err := syncFolder(r, name); err != nil {
			return err
		}
	}
	return nil
}

// writeDurably writes a file to the disk, and reads it back.
func writeDurably(r *os.Root, name string, content []byte, mode Mode) error {
	return write(r, name, content, mode, func(file *os.File) error {
		return errors.Join(file.Sync(), file.Close())
	})
}

// write writes a file, ends that as it is told, and reads the file back.
func write(r *os.Root, name string, content []byte, mode Mode, end func(*os.File) error) error {
	file, err := r.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err := errors.Join(err, end(file)); err != nil {
		return err
	}
	back, err := r.ReadFile(name)
	if err == nil && !bytes.Equal(back, content) {
		err = fmt.Errorf("%s reads otherwise than it was written", name)
	}
	if err == nil && mode != 0o600 {
		err = r.Chmod(name, fs.FileMode(mode))
	}
	return err
}

// syncFolder makes the names in a folder durable. Windows cannot, and need not.
func syncFolder(r *os.Root, name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := r.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// complete gives a folder its name, which sorts behind all there are: also two in one
// moment, or after a clock was set back, have an order.
func (b *Backup) complete(r *os.Root, temp string) error {
	for {
		stamp := b.Made.UTC().Truncate(time.Millisecond)
		names, err := names(r)
		if err != nil {
			return err
		}
		for _, name := range slices.Backward(names) {
			if last, ok := stampOf(name); ok { // a folder of somebody else's has none
				if !stamp.After(last) {
					stamp = last.Add(time.Millisecond)
				}
				break
			}
		}
		b.Name = strings.Join([]string{stamp.Format(stampLayout), b.Verb, b.Subject}, "-")
		err = r.Rename(temp, b.Folder())
		if err == nil {
			return syncFolder(r, Dir)
		}
		if _, taken := r.Lstat(b.Folder()); taken != nil {
			return err
		}
	}
}

func stampOf(name string) (time.Time, bool) {
	stamp, err := time.Parse(stampLayout, name[:min(len(stampLayout), len(name))])
	return stamp, err == nil
}

// removeIncomplete removes what killed runs have left. That it cannot is no reason to
// stop.
func removeIncomplete(r *os.Root) {
	entries, _ := fs.ReadDir(r.FS(), Dir)
	for _, e := range entries {
		info, err := e.Info()
		if strings.HasPrefix(e.Name(), incomplete) && err == nil && time.Since(info.ModTime()) > incompleteFor {
			r.RemoveAll(Dir + "/" + e.Name())
		}
	}
}
