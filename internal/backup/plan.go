package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

// A Plan is what has to be done for some changes, and what was there when it was made.
type Plan struct {
	Entries []Entry // in the order of the changes, a folder before what is in it; none if all is as it should be
	root    string
}

// NewPlan looks what has to be done for some changes, in their order; one of a folder
// stands before those in it. It writes nothing.
func NewPlan(root string, changes []Change) (*Plan, error) {
	r, err := os.OpenRoot(root)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	p := &planner{root: r, entries: map[string]Entry{}}
	for _, c := range changes {
		if !filepath.IsLocal(filepath.FromSlash(c.Path)) {
			return nil, fmt.Errorf("%s is not below %s", c.Path, root)
		}
		if err := p.add(c); err != nil {
			return nil, err
		}
	}
	if err := p.dropFullFolders(changes); err != nil {
		return nil, err
	}
	plan := &Plan{root: root}
	for _, name := range p.order {
		if e, ok := p.entries[name]; ok {
			plan.Entries = append(plan.Entries, e)
		}
	}
	return plan, nil
}

// Files are the plan's entries but for folders: what somebody wants to read.
func (p *Plan) Files() []Entry {
	return slices.DeleteFunc(slices.Clone(p.Entries), func(e Entry) bool {
		return e.Was.Kind != File && e.Was.Kind != Link && e.To.Kind != File && e.To.Kind != Link
	})
}

// A planner gathers entries. A folder comes before what is in it.
type planner struct {
	root    *os.Root
	order   []string // the paths; some may have no entry any more
	entries map[string]Entry
}

func (p *planner) set(e Entry) {
	if _, ok := p.entries[e.Path]; !ok {
		p.order = append(p.order, e.Path)
	}
	p.entries[e.Path] = e
}

func (p *planner) add(c Change) error {
	e := Entry{Path: c.Path, To: c.To, New: c.Content}
	above, err := p.above(c.Path)
	_, inTheWay := errors.AsType[obstacle](err)
	switch {
	case inTheWay && c.To.Kind == Absent:
		return nil // below what is no folder there is nothing
	case err != nil:
		return err
	case slices.ContainsFunc(above, func(e Entry) bool { return e.Was.Kind != Folder }):
		e.Was = State{Kind: Absent}
	default:
		if e.Was, e.Old, err = look(p.root, c.Path); err != nil {
			return err
		}
	}
	if same(e.Was, e.To) {
		return nil
	}
	for _, folder := range above {
		if _, planned := p.entries[folder.Path]; !planned && (folder.Was.Kind == Absent || !writable(folder.Was.Mode)) {
			p.set(folder)
		}
	}
	p.set(e)
	if e.Was.Kind == Folder && e.To.Kind != Folder && !c.keepFull {
		return p.addBelow(e.Path)
	}
	return nil
}

// above are the folders above a path, the outermost first, as they will have to be: there.
func (p *planner) above(name string) ([]Entry, error) {
	var folders []Entry
	var absent bool
	for i, letter := range name {
		if letter != '/' {
			continue
		}
		e := Entry{Path: name[:i], Was: State{Kind: Absent}, To: State{Kind: Folder, Mode: folderMode}}
		planned, ok := p.entries[e.Path]
		if ok = ok && planned.To.Kind == Folder; ok {
			e = planned
		} else if !absent {
			var err error
			if e.Was, _, err = look(p.root, e.Path); err != nil {
				return nil, err
			}
		}
		switch {
		case e.Was.Kind == Folder && !ok:
			e.To = e.Was
		case e.Was.Kind == Link && !ok:
			return nil, obstacle{fmt.Errorf("%s is a link to %s, and the workshop writes through no link\n"+
				"Move the link away (what it leads to stays), and try again.", e.Path, e.Was.Target)}
		case e.Was.Kind == File && !ok:
			return nil, obstacle{fmt.Errorf("%s is a file where a folder should be\nMove it away, and try again.", e.Path)}
		case e.Was.Kind != Folder:
			absent = true
		}
		folders = append(folders, e)
	}
	return folders, nil
}

// An obstacle is something that stands where a folder should be.
type obstacle struct{ error }

// addBelow adds all that is in a folder that has to go.
func (p *planner) addBelow(folder string) error {
	return fs.WalkDir(p.root.FS(), folder, func(name string, _ fs.DirEntry, err error) error {
		if err != nil || name == folder {
			return err
		}
		e := Entry{Path: name, To: State{Kind: Absent}}
		if e.Was, e.Old, err = look(p.root, name); err == nil {
			p.set(e)
		}
		return err
	})
}

// dropFullFolders leaves those folders alone that would not be empty: others have put
// something there meanwhile.
func (p *planner) dropFullFolders(changes []Change) error {
	for _, c := range slices.Backward(changes) {
		if e, ok := p.entries[c.Path]; !ok || !c.keepFull || e.Was.Kind != Folder {
			continue
		}
		inside, err := fs.ReadDir(p.root.FS(), c.Path)
		if err != nil {
			return err
		}
		for _, entry := range inside {
			if e, ok := p.entries[path.Join(c.Path, entry.Name())]; !ok || e.To.Kind != Absent {
				delete(p.entries, c.Path)
			}
		}
	}
	return nil
}

// same reports whether nothing has to be done. The permissions of a file alone are no
// reason to write it.
func same(was, to State) bool {
	if was.Kind == Folder && to.Kind == Folder {
		return was.Mode == to.Mode || runtime.GOOS == "windows"
	}
	return was.Kind == to.Kind && was.SHA256 == to.SHA256 && was.Target == to.Target
}

// writable reports whether the owner of a folder may change what is in it.
func writable(folder Mode) bool { return folder&0o300 == 0o300 || runtime.GOOS == "windows" }

// missing reports whether an error says that there is nothing at a path: one below a
// file is nothing too.
func missing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// unchanged returns an error that names what is not as it was when the plan was made.
func (p *Plan) unchanged(r *os.Root) error {
	for _, e := range p.Entries {
		if err := e.unchanged(r); err != nil {
			return err
		}
	}
	return nil
}

func (e Entry) unchanged(r *os.Root) error {
	now, _, err := look(r, e.Path)
	if err == nil && !same(now, e.Was) {
		err = fmt.Errorf("%s was changed at this very moment\nTry again.", e.Path)
	}
	return err
}

// String lists the entries, for tests and their messages.
func (p *Plan) String() string {
	var lines []string
	for _, e := range p.Entries {
		lines = append(lines, fmt.Sprintf("%s: %s → %s", e.Path, e.Was.Kind, e.To.Kind))
	}
	return strings.Join(lines, "\n")
}
