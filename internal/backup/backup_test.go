package backup

import (
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// A tree is all that is below a folder but for the backups: a line by path.
type tree map[string]string

// treeOf reads a tree: kinds, permissions, targets and bytes.
func treeOf(t testing.TB, root string) tree {
	t.Helper()
	all := tree{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == root {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		if rel == ".workshop" {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		text := info.Mode().String()
		switch {
		case entry.Type() == fs.ModeSymlink:
			text, err = os.Readlink(name)
		case entry.Type().IsRegular():
			var content []byte
			content, err = os.ReadFile(name)
			text += " " + string(content)
		}
		all[filepath.ToSlash(rel)] = text
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// diff names what is in one tree only, or otherwise in the other.
func (a tree) diff(b tree) []string {
	var names []string
	for name := range a {
		if got, ok := b[name]; !ok || got != a[name] {
			names = append(names, fmt.Sprintf("%s: %q, not %q", name, a[name], got))
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, fmt.Sprintf("%s: nothing, not %q", name, b[name]))
		}
	}
	slices.Sort(names)
	return names
}

// carryOut plans, saves and writes.
func carryOut(t testing.TB, root, verb string, changes []Change) *Backup {
	t.Helper()
	plan, err := NewPlan(root, changes)
	if err != nil {
		t.Fatal(err)
	}
	b, err := plan.Save(verb, "step")
	if err != nil {
		t.Fatal(err)
	}
	if err := plan.Write(b); err != nil {
		t.Fatalf("write\n%v\n%v", plan, err)
	}
	return b
}

// newest reads the newest backup from the disk and returns what it brings back.
func newest(t testing.TB, root string) []Change {
	t.Helper()
	all, others, err := List(root)
	if err != nil || len(others) > 0 || len(all) == 0 {
		t.Fatalf("List = %d backups, %v, %v", len(all), others, err)
	}
	if all[0].Unfinished {
		t.Errorf("%s counts as unfinished", all[0].Name)
	}
	changes, err := all[0].Changes()
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

// Each has to wait for the disk, some fifty times.
var seeds = flag.Uint64("seeds", 40, "try so `many` random trees")

// shipped are the files that the property is about, by name.
var shipped = map[string]string{"a.go": "package a\n", "b.go": "package b\n", "c.txt": "one\ntwo\n", "d.gz": "\x00\xff\r\n"}

// TestNothingIsLost edits a folder at random as learners do, puts the shipped files back,
// undoes that, and undoes the undo.
func TestNothingIsLost(t *testing.T) {
	for seed := range *seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 1))
			root := t.TempDir()
			t.Cleanup(func() { openAll(root) })
			outside := filepath.Join(t.TempDir(), "outside.txt")
			must(t, os.WriteFile(outside, []byte("never written to"), 0o644))
			mess(t, random, root, outside)
			before := treeOf(t, root)

			var changes []Change
			want := maps.Clone(before)
			for _, name := range slices.Sorted(maps.Keys(shipped)) {
				name, content := "solutions/step/"+name, shipped[path.Base(name)]
				changes = append(changes, WriteFile(name, []byte(content)))
				if _, now, _ := strings.Cut(before[name], " "); now == content && strings.HasPrefix(before[name], "-") {
					continue // and keeps its permissions
				}
				maps.DeleteFunc(want, func(other, _ string) bool { return strings.HasPrefix(other, name+"/") })
				want[name] = "-rw-r--r-- " + content
				for _, folder := range []string{"solutions", "solutions/step"} {
					if _, ok := want[folder]; !ok {
						want[folder] = "drwxr-xr-x"
					}
				}
			}
			if runtime.GOOS == "windows" {
				want = treeWithoutModes(want)
			}
			carryOut(t, root, "reset", changes)
			after := treeOf(t, root)
			if runtime.GOOS == "windows" {
				after = treeWithoutModes(after)
			}
			if wrong := after.diff(want); len(wrong) > 0 {
				t.Fatalf("after the reset there is\n%s", strings.Join(wrong, "\n"))
			}
			after = treeOf(t, root)
			if plan, err := NewPlan(root, changes); err != nil || len(plan.Entries) > 0 {
				t.Errorf("a second reset has to do\n%v\n%v", plan, err)
			}
			for _, state := range []struct {
				name string
				want tree
			}{{"undo", before}, {"undo of the undo", after}, {"third undo", before}} {
				carryOut(t, root, "undo", newest(t, root))
				if wrong := treeOf(t, root).diff(state.want); len(wrong) > 0 {
					t.Fatalf("after the %s there is\n%s", state.name, strings.Join(wrong, "\n"))
				}
			}
			if content, err := os.ReadFile(outside); string(content) != "never written to" {
				t.Errorf("the file outside is %q, %v", content, err)
			}
		})
	}
}

// mess makes what a learner may have made of a step's folder.
func mess(t *testing.T, random *rand.Rand, root, outside string) {
	t.Helper()
	folder := filepath.Join(root, "solutions", "step")
	if random.IntN(10) == 0 {
		if random.IntN(2) == 0 {
			must(t, os.Mkdir(filepath.Dir(folder), 0o755))
		}
		return // the step is gone
	}
	must(t, os.MkdirAll(folder, 0o755))
	for _, name := range slices.Sorted(maps.Keys(shipped)) {
		file := filepath.Join(folder, name)
		switch random.IntN(8) {
		case 0: // deleted
		case 1:
			must(t, os.WriteFile(file, []byte(shipped[name]), 0o600))
		case 2:
			must(t, os.WriteFile(file, []byte(strings.ReplaceAll(shipped[name], "\n", "\r\n")+"x"), 0o644))
		case 3:
			must(t, os.WriteFile(file, []byte("mine, and read-only"), 0o444))
		case 4:
			link(t, []string{outside, "a.go", "nowhere", root}[random.IntN(4)], file)
		case 5:
			must(t, os.MkdirAll(filepath.Join(file, "deep", "empty"), 0o755))
			must(t, os.WriteFile(filepath.Join(file, "deep", name), []byte("mine"), 0o640))
			link(t, outside, filepath.Join(file, "deep", "link"))
			if random.IntN(2) == 0 {
				must(t, os.Chmod(filepath.Join(file, "deep"), 0o555))
			}
		case 6:
			must(t, os.WriteFile(file, nil, 0o755))
		default:
			must(t, os.WriteFile(file, fmt.Appendf(nil, "mine %d", random.Uint64()), 0o664))
		}
	}
	for _, name := range []string{".hidden", "notes.txt", "sub/a.go"} { // untracked
		if random.IntN(2) == 0 {
			file := filepath.Join(folder, filepath.FromSlash(name))
			must(t, os.MkdirAll(filepath.Dir(file), 0o755))
			must(t, os.WriteFile(file, fmt.Appendf(nil, "untracked %d", random.Uint64()), 0o644))
		}
	}
	if random.IntN(4) == 0 {
		must(t, os.Chmod(folder, 0o555))
	}
}

// link makes a symbolic link, where one may.
func link(t *testing.T, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name); err != nil && runtime.GOOS != "windows" {
		t.Fatal(err)
	}
}

// openAll lets a test's folder be removed.
func openAll(root string) {
	filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			os.Chmod(name, 0o755)
		}
		return nil
	})
}

// treeWithoutModes is for a system that has no permissions.
func treeWithoutModes(all tree) tree {
	for name, text := range all {
		if mode, content, ok := strings.Cut(text, " "); ok && len(mode) == len("-rw-r--r--") {
			all[name] = content
		} else if strings.HasPrefix(text, "d") {
			all[name] = "folder"
		}
	}
	return all
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestNames takes backups in one moment, and has a clock that was set back, and a folder
// of somebody else's.
func TestNames(t *testing.T) {
	root := t.TempDir()
	must(t, os.MkdirAll(filepath.Join(root, filepath.FromSlash(Dir), "mine"), 0o755))
	future := filepath.Join(root, filepath.FromSlash(Dir), "2999-01-01T000000.000Z-reset-step")
	var made []string
	for i := range 5 {
		if i == 3 {
			must(t, os.MkdirAll(future, 0o755))
			made = append(made, filepath.Base(future))
		}
		made = append(made, carryOut(t, root, "reset", []Change{WriteFile("f", fmt.Append(nil, i))}).Name)
	}
	if !slices.IsSorted(made) || len(slices.Compact(slices.Clone(made))) != len(made) {
		t.Errorf("the names, in the order in which they were given, are not in order:\n%s", strings.Join(made, "\n"))
	}
	all, others, err := List(root)
	must(t, err)
	var listed []string
	for _, b := range slices.Backward(all) {
		listed = append(listed, b.Name)
	}
	if want := slices.Delete(slices.Clone(made), 3, 4); !reflect.DeepEqual(listed, want) || !reflect.DeepEqual(others, []string{"mine", made[3]}) {
		t.Errorf("List = %v and %v; want %v, and the folders without a list", listed, others, want)
	}
}

// TestUndoKeepsWhatCameLater has a folder and a file that reset has made, and a learner
// who goes on in them.
func TestUndoKeepsWhatCameLater(t *testing.T) {
	root := t.TempDir()
	carryOut(t, root, "reset", []Change{WriteFile("step/a.go", []byte("shipped"))})
	must(t, os.WriteFile(filepath.Join(root, "step", "a.go"), []byte("edited since"), 0o644))
	must(t, os.WriteFile(filepath.Join(root, "step", "new.go"), []byte("made since"), 0o644))
	changes := newest(t, root)
	carryOut(t, root, "undo", changes)
	if plan, err := NewPlan(root, changes); err != nil || len(plan.Entries) > 0 {
		t.Errorf("a second undo has to do\n%v\n%v", plan, err)
	}
	if got, want := treeOf(t, root), (tree{"step": "drwxr-xr-x", "step/new.go": "-rw-r--r-- made since"}); runtime.GOOS != "windows" && len(got.diff(want)) > 0 {
		t.Errorf("after the undo there is %v; want %v", got, want)
	}
	carryOut(t, root, "undo", newest(t, root))
	if got, err := os.ReadFile(filepath.Join(root, "step", "a.go")); string(got) != "edited since" {
		t.Errorf("after the second undo a.go is %q, %v; want what was edited since", got, err)
	}
}
