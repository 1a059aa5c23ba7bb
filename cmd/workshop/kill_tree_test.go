package main

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"example.com/metricsworkshop/internal/lesson"
)

// A victimTree is all that is below the root but for the backups, by path.
type victimTree map[string]victimFile

// A victimFile is what stands at a path.
type victimFile struct {
	mode    fs.FileMode
	content string // of a file, or where a link leads
}

func (f victimFile) sameContent(g victimFile) bool {
	return f.mode.Type() == g.mode.Type() && f.content == g.content
}

func (a victimTree) sameContent(b victimTree) bool {
	return maps.EqualFunc(a, b, victimFile.sameContent)
}

// equal also compares permissions, where there are any.
func (a victimTree) equal(b victimTree) bool {
	return runtime.GOOS == "windows" && a.sameContent(b) || maps.Equal(a, b)
}

func (v *victim) path(name string) string { return filepath.Join(v.root, filepath.FromSlash(name)) }

func (v *victim) write(name, content string) {
	v.Helper()
	os.MkdirAll(filepath.Dir(v.path(name)), 0o755) // the write says what is wrong
	if err := os.WriteFile(v.path(name), []byte(content), 0o644); err != nil {
		v.Fatal(err)
	}
}

func (v *victim) chmod(name string, mode fs.FileMode) {
	v.Helper()
	if err := os.Chmod(v.path(name), mode); err != nil {
		v.Fatal(err)
	}
}

// tree reads the tree. A link's permissions are no permissions.
func (v *victim) tree() victimTree {
	v.Helper()
	all := victimTree{}
	err := filepath.WalkDir(v.root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == v.root {
			return err
		}
		if entry.Name() == ".workshop" {
			return fs.SkipDir
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		file := victimFile{mode: info.Mode()}
		switch entry.Type() {
		case 0:
			var content []byte
			content, err = os.ReadFile(name)
			file.content = string(content)
		case fs.ModeSymlink:
			file.mode = fs.ModeSymlink
			file.content, err = os.Readlink(name)
		}
		all[filepath.ToSlash(strings.TrimPrefix(name, v.root+string(filepath.Separator)))] = file
		return err
	})
	if err != nil {
		v.Fatal(err)
	}
	return all
}

// backups are the names of the whole backups, the oldest first.
func (v *victim) backups() []string {
	all, _ := filepath.Glob(v.path(".workshop/backups/[0-9]*"))
	for i, name := range all {
		if _, err := os.Stat(filepath.Join(name, "backup.json")); err != nil {
			v.Errorf("a backup that looks whole is not: %v", err)
		}
		all[i] = filepath.Base(name)
	}
	return all
}

func (v *victim) command(args ...string) *exec.Cmd {
	cmd := exec.Command(v.program, args...)
	cmd.Dir = v.root
	return cmd
}

func (v *victim) mustRun(args ...string) {
	v.Helper()
	if out, err := v.command(args...).CombinedOutput(); err != nil {
		v.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// rehearse measures how long the verb takes, in a copy of the repository.
func (v *victim) rehearse(args []string) time.Duration {
	v.Helper()
	twin := &victim{T: v.T, program: v.program, root: v.TempDir(), random: v.random}
	if err := os.CopyFS(twin.root, os.DirFS(v.root)); err != nil {
		v.Fatal(err)
	}
	began := time.Now()
	twin.mustRun(args...)
	return time.Since(began)
}

// wanted is what the verb makes of the tree, if nobody kills it.
func (v *victim) wanted(verb string, old, mine victimTree) victimTree {
	if verb == "undo" {
		return mine
	}
	now := maps.Clone(old)
	for name, content := range v.shipped() {
		file := victimStep + "/" + name
		maps.DeleteFunc(now, func(other string, _ victimFile) bool { return strings.HasPrefix(other, file+"/") })
		now[file] = victimFile{content: string(content)}
	}
	return now
}

func (v *victim) shipped() lesson.Files {
	dir, err := lesson.FindDir(victimStep)
	if err != nil {
		v.Fatal(err)
	}
	files, err := lesson.Pristine(dir)
	if err != nil {
		v.Fatal(err)
	}
	return files
}

// changedFiles are the files that are in both trees, and differ.
func changedFiles(old, now victimTree) []string {
	var names []string
	for name, f := range old {
		if g, ok := now[name]; ok && f.mode.IsRegular() && g.mode.IsRegular() && f.content != g.content {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// eachOldOrNew wants each path to be as it was, or as it should become. Where a folder
// gives way to a file, or a file to a folder, there may be nothing.
func (v *victim) eachOldOrNew(left, old, now victimTree) {
	v.Helper()
	paths := maps.Clone(left)
	maps.Copy(paths, old)
	maps.Copy(paths, now)
	for name := range paths {
		l, isLeft := left[name]
		o, wasOld := old[name]
		n, isNew := now[name]
		asOld := isLeft == wasOld && l.sameContent(o)
		asNew := isLeft == isNew && l.sameContent(n)
		between := !isLeft && (!wasOld || !isNew || o.mode.IsDir() != n.mode.IsDir())
		if !asOld && !asNew && !between {
			v.Errorf("%s is neither as it was nor as it should become: %v %q", name, l.mode, l.content)
		}
	}
}

// nothingLost wants all that was there in the tree, or in a backup that is whole.
func (v *victim) nothingLost(left, old victimTree, backups []string) {
	v.Helper()
	for name, f := range old {
		saved := !f.mode.IsRegular() || left[name].sameContent(f)
		for _, backup := range backups {
			content, err := os.ReadFile(v.path(".workshop/backups/" + backup + "/files/" + name))
			saved = saved || err == nil && bytes.Equal(content, []byte(f.content))
		}
		if !saved {
			v.Errorf("%s is lost: %q", name, f.content)
		}
	}
}

func (v *victim) wantTree(after string, want victimTree) {
	v.Helper()
	got := v.tree()
	for name := range got {
		if _, ok := want[name]; !ok {
			v.Errorf("after %s there is a %s, which was not", after, name)
		}
	}
	for name, f := range want {
		g, ok := got[name]
		if !ok || !f.sameContent(g) || runtime.GOOS != "windows" && f.mode != g.mode {
			v.Errorf("after %s %s is %v %q; want %v %q", after, name, g.mode, g.content, f.mode, f.content)
		}
	}
}

// wantShipped wants the shipped files, and all that the learner has beside them.
func (v *victim) wantShipped() {
	v.Helper()
	got := v.tree()
	for name, content := range v.shipped() {
		if f := got[victimStep+"/"+name]; !f.mode.IsRegular() || f.content != string(content) {
			v.Errorf("after the last reset %s is not as it was shipped", name)
		}
	}
	for _, name := range []string{"/notes.txt", "/.mine/order.go"} {
		if !strings.HasPrefix(got[victimStep+name].content, "// mine: ") {
			v.Errorf("after the last reset %s is %q; want what the learner wrote", name, got[victimStep+name].content)
		}
	}
}
