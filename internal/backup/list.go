package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// names are the names of the folders of all backups, the oldest first.
func names(r *os.Root) ([]string, error) {
	entries, err := fs.ReadDir(r.FS(), Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// List returns the backups of a repository, the newest first, and the names of the
// folders among them that are none.
func List(root string) (backups []*Backup, others []string, err error) {
	r, err := os.OpenRoot(root)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	names, err := names(r)
	if err != nil {
		return nil, nil, fmt.Errorf("%w\n%s", err, dirHint)
	}
	for _, name := range slices.Backward(names) {
		b := &Backup{Name: name, root: root}
		text, err := r.ReadFile(b.Folder() + "/" + manifestName)
		if err != nil || json.Unmarshal(text, b) != nil {
			others = append(others, name)
			continue
		}
		_, err = r.Lstat(b.Folder() + "/" + newFolder)
		b.Unfinished = err == nil
		backups = append(backups, b)
	}
	return backups, others, nil
}

// Changes are what brings back all that the backup holds, and removes what the verb has
// made where nothing was. A copy that is not what was copied is an error.
func (b *Backup) Changes() ([]Change, error) {
	r, err := os.OpenRoot(b.root)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var changes []Change
	for _, e := range b.Entries {
		c := Change{Path: e.Path, To: e.Was}
		switch e.Was.Kind {
		case File:
			name := b.Folder() + "/" + filesFolder + "/" + e.Path
			if c.Content, err = r.ReadFile(name); err != nil {
				return nil, fmt.Errorf("a copy of the backup is missing: %w", err)
			}
			if fileState(c.Content, 0).SHA256 != e.Was.SHA256 {
				return nil, fmt.Errorf("%s was changed since it was copied there, and is not brought back\nLook at it yourself.", name)
			}
		case Absent:
			c.keepFull = e.To.Kind == Folder
		case Folder, Link:
		default:
			return nil, fmt.Errorf("%s/%s says of %s that it was a %q, which this version does not know", b.Folder(), manifestName, e.Path, e.Was.Kind)
		}
		changes = append(changes, c)
	}
	return changes, nil
}
