package progress

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func TestLoadAfterSave(t *testing.T) {
	root := t.TempDir()
	want := State{
		Results: map[string]Result{"step01-service": {Hash: "abc", Tasks: map[string]Status{"1.1": Done, "1.2": Open}}},
		Start:   2,
		Hints:   map[string]int{"1.2": 3},
		Misses:  map[string]int{"1.2": 4},
	}
	if err := want.Save(root); err != nil {
		t.Fatal(err)
	}
	got, err := Load(root)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Load = %+v, %v; want %+v", got, err, want)
	}
	if left, _ := filepath.Glob(filepath.Join(root, ".workshop", "*")); len(left) != 1 {
		t.Errorf("Save left %v behind; want one file", left)
	}
}

func TestLoadFresh(t *testing.T) {
	for name, text := range map[string]string{"no file": "", "cut by a crash": `{"results": {"step0`, "of another type": `[]`} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			if text != "" {
				if err := os.MkdirAll(filepath.Dir(File(root)), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(File(root), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			got, err := Load(root)
			if want := (State{}).filled(); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("Load = %+v, %v; want that of a fresh clone", got, err)
			}
		})
	}
}

func TestUpdate(t *testing.T) {
	root := t.TempDir()
	for range 2 {
		if err := Update(root, func(s *State) { s.Hints["1.1"]++ }); err != nil {
			t.Fatal(err)
		}
	}
	if s, err := Load(root); err != nil || s.Hints["1.1"] != 2 {
		t.Errorf("Load = %+v, %v; want 2 hints to 1.1", s, err)
	}
}
