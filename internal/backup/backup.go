// Package backup lets a verb of the command line write into somebody's files without
// losing a byte of them. It knows nothing of steps: paths go in, and are below the
// repository's root.
//
// A verb says what shall stand where (Change), and gets a Plan of what differs. Save
// copies all that the plan would replace or remove to a folder of its own, reads the
// copies back, and only then gives that folder its name; Write does the rest, by renames
// alone. So whoever is killed at any moment leaves every file old or new, and every old
// one in a backup that is whole, from before the first write on. A backup's Changes bring
// all of it back, as a plan that is saved first itself.
package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"time"
)

// Dir is where the backups are, below the repository's root.
const Dir = ".workshop/backups"

// Kind is what stands at a path.
type Kind string

// The kinds.
const (
	Absent Kind = "absent"
	File   Kind = "file"
	Link   Kind = "link" // symbolic; it is never followed
	Folder Kind = "folder"
)

// A State is what stands at a path. Its zero value is no state.
type State struct {
	Kind   Kind   `json:"kind"`
	Mode   Mode   `json:"mode,omitempty"` // of a file or folder
	Size   int64  `json:"size,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
	Target string `json:"target,omitempty"` // where a link leads
}

// Mode is a file's permissions, "0644" in JSON.
type Mode fs.FileMode

// MarshalText writes m as chmod takes it.
func (m Mode) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%04o", m), nil }

// UnmarshalText reads what MarshalText has written.
func (m *Mode) UnmarshalText(text []byte) error {
	n, err := strconv.ParseUint(string(text), 8, 9)
	*m = Mode(n)
	return err
}

// The permissions of what was never there before.
const (
	fileMode   Mode = 0o644
	folderMode Mode = 0o755
)

// A Change is what a verb wants at a path. In a plan for it other entries may be
// necessary: a folder in the way goes with all that is in it.
type Change struct {
	Path    string // below the root, with slashes
	To      State
	Content []byte // of a file

	keepFull bool // a folder to remove is left alone if something else is in it
}

// WriteFile is the change that makes path a file with that content.
func WriteFile(path string, content []byte) Change {
	return Change{Path: path, To: fileState(content, fileMode), Content: content}
}

func fileState(content []byte, mode Mode) State {
	sum := sha256.Sum256(content)
	return State{Kind: File, Mode: mode, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}
}

// An Entry is one path of a plan, or of a backup.
type Entry struct {
	Path string `json:"path"`
	Was  State  `json:"was"`
	To   State  `json:"to"` // what the verb puts there

	Old, New []byte `json:"-"` // the content, of a file; only in a plan
}

// A Backup is one folder of copies.
type Backup struct {
	Name    string    `json:"-"`       // of its folder; later ones sort behind earlier ones
	Verb    string    `json:"verb"`    // that took it
	Subject string    `json:"subject"` // what it was about to write to: a step
	Made    time.Time `json:"made"`
	Entries []Entry   `json:"entries"` // a folder before what is in it

	// Unfinished: not all that the verb wanted to write was written.
	Unfinished bool `json:"-"`

	root string
}

// Folder is the backup's folder, below the root, with slashes. Below it, in "files",
// each file that was there has its path.
func (b *Backup) Folder() string { return Dir + "/" + b.Name }

// Files are how many files the backup holds, and Size is how many bytes they have.
func (b *Backup) Files() (files int, size int64) {
	for _, e := range b.Entries {
		if e.Was.Kind == File {
			files++
			size += e.Was.Size
		}
	}
	return files, size
}

// look tells what stands at a path, and reads a file.
func look(r *os.Root, path string) (State, []byte, error) {
	info, err := r.Lstat(path)
	if missing(err) {
		return State{Kind: Absent}, nil, nil
	}
	if err != nil {
		return State{}, nil, err
	}
	mode := Mode(info.Mode().Perm())
	switch info.Mode().Type() {
	case 0:
		content, err := r.ReadFile(path)
		return fileState(content, mode), content, err
	case fs.ModeDir:
		return State{Kind: Folder, Mode: mode}, nil, nil
	case fs.ModeSymlink:
		target, err := r.Readlink(path)
		return State{Kind: Link, Target: target}, nil, err
	default:
		return State{}, nil, fmt.Errorf("%s is neither a file nor a folder nor a link, and cannot be copied\nMove it away, and try again.", path)
	}
}
