package lesson

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestParseAnswer(t *testing.T) {
	const wrong, right = "//answer:wrong 1.2\n//answer:says too (much|many)\n", "//answer:right 1.2\n"
	tests := []struct {
		name, head string
		wantErr    string // "" is none
	}{
		{"wrong", "// It is wrong.\n//\n" + wrong, ""},
		{"right", "// It is right.\n//\n" + right, ""},
		{"no title", "//\n//\n" + wrong, "want a title"},
		{"no directive", "// It is something.\n", "want a title"},
		{"wrong without what it says", "// It is wrong.\n//\n//answer:wrong 1.2\n", "want a title"},
		{"right with what it says", "// It is right.\n//\n" + right + "//answer:says it is\n", "want a title"},
		{"an unknown task", "// It is wrong.\n//\n//answer:wrong 9.9\n//answer:says x\n", `no task "9.9"`},
		{"no regular expression", "// It is wrong.\n//\n//answer:wrong 1.2\n//answer:says too (much\n", "missing closing )"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := parseAnswer(step01, []byte(tt.head+"package main\n\nfunc F() {}\n\n//answer:says this is not the head\n"))
			if tt.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
					t.Errorf("error %v; want one with %q", err, tt.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if a.Task.ID != "1.2" || a.Right != (tt.name == "right") || a.Title != "It is "+tt.name+"." {
				t.Errorf("task %q, right %v, title %q; want 1.2, %v, the head's first sentence", a.Task.ID, a.Right, a.Title, tt.name == "right")
			}
			if !a.Right && !a.Says.MatchString("too many") {
				t.Errorf("says %v; want the regular expression of the head", a.Says)
			}
		})
	}
}

// TestAnswers checks the corpus without running it, which verify does.
func TestAnswers(t *testing.T) {
	for _, s := range Steps {
		answers, err := Answers(s)
		if err != nil {
			t.Fatal(err)
		}
		solution, err := Pristine(Dir{Step: s, Solution: true})
		if err != nil {
			t.Fatal(err)
		}
		wrong, right := map[string]int{}, 0
		for _, a := range answers {
			kind := "wrong"
			if a.Right {
				kind = "right"
				right++
			} else {
				wrong[a.Task.ID]++
			}
			if want := a.Task.ID + "-" + kind + "-"; !strings.HasPrefix(a.Name, want) {
				t.Errorf("%s/%s.go.txt: its head says %s", s.Name, a.Name, want)
			}
			if _, task, _ := FindTask(a.Task.ID); !slices.ContainsFunc(s.Tasks, func(t Task) bool { return t.ID == task.ID }) {
				t.Errorf("%s/%s.go.txt: task %s is another step's", s.Name, a.Name, a.Task.ID)
			}
			if formatted, err := dropImports(a.Name, slices.Clone(a.Text)); err != nil || !bytes.Equal(formatted, a.Text) {
				t.Errorf("%s/%s.go.txt: error %v; want it formatted, without an import too many", s.Name, a.Name, err)
			}
			// An answer that replaces nothing is a file that nobody calls.
			if files, err := a.Files(solution); err != nil || len(files) < 2 {
				t.Errorf("%s/%s.go.txt: error %v; want it to replace something of the solution, not only to be there", s.Name, a.Name, err)
			}
		}
		all := 0
		for _, task := range s.Tasks {
			all += wrong[task.ID]
			if wrong[task.ID] == 0 {
				t.Errorf("task %s has no wrong answer; want at least one, or nobody knows that its test can fail", task.ID)
			}
		}
		if all < 6 || right < 3 {
			t.Errorf("%s has %d wrong and %d right answers; want at least 6 and 3", s.Name, all, right)
		}
	}
}

func TestOnlyRenames(t *testing.T) {
	solution := Files{"a.go": []byte("package p\n\nfunc Add(a, b int) int {\n\treturn a + b\n}\n")}
	tests := []struct {
		name, answer string
		want         bool
	}{
		{"other names", "func Add(x, y int) int {\n\treturn x + y\n}\n", true},
		{"another expression", "func Add(a, b int) int {\n\treturn a - -b\n}\n", false},
		{"one function more", "func Add(a, b int) int {\n\treturn a + b\n}\n\nfunc more() {}\n", false},
	}
	for _, tt := range tests {
		a := Answer{Text: []byte("package p\n\n" + tt.answer)}
		if got, err := a.OnlyRenames(solution); got != tt.want || err != nil {
			t.Errorf("%s: OnlyRenames = %v, %v; want %v", tt.name, got, err, tt.want)
		}
	}
}

func TestFindDir(t *testing.T) {
	forms := []string{"1", "01", "step1", "step01", "step01-service", "Step01-Service", "./step01-service", "step01-service/", " 1 "}
	for _, form := range forms {
		if d, err := FindDir(form); err != nil || d.Path() != "step01-service" {
			t.Errorf("FindDir(%q) = %q, %v; want step01-service", form, d.Path(), err)
		}
	}
	for _, form := range []string{"solutions/1", "solutions/step01-service", "./solutions/step01/"} {
		if d, err := FindDir(form); err != nil || d.Path() != "solutions/step01-service" {
			t.Errorf("FindDir(%q) = %q, %v; want solutions/step01-service", form, d.Path(), err)
		}
	}
	for _, form := range []string{"", ".", "0", "99", "step01-servic", "solutions", "../step01-service"} {
		_, err := FindDir(form)
		if want := fmt.Sprintf("no step %q", form); err == nil || err.Error() != want {
			t.Errorf("FindDir(%q) = %v; want the error %s", form, err, want)
		}
	}
}

// TestManifest checks what no other part of the workshop would notice.
func TestManifest(t *testing.T) {
	total := 0
	for i, s := range Steps {
		if s.Number != i+1 {
			t.Errorf("step %s has number %d; want %d", s.Name, s.Number, i+1)
		}
		if s.Minutes() == 0 {
			t.Errorf("%s: its core tasks take no time", s.Name)
		}
		total += s.Minutes()
		for _, task := range s.Tasks {
			if !slices.ContainsFunc(s.Files, func(f File) bool { return f.Name == task.File }) {
				t.Errorf("task %s: %s is no file of %s", task.ID, task.File, s.Name)
			}
			if s.Tests != nil && !slices.Contains(s.Tests, task.Test) {
				t.Errorf("task %s: %s is no test of %s", task.ID, task.Test, s.Name)
			}
		}
	}
	if total > 150 {
		t.Errorf("the core tasks take %d minutes together; want at most 150", total)
	}
}

func TestArchiveRoundTrip(t *testing.T) {
	trees := map[string]Files{
		"step01-service":           {"b.go": []byte("package main\n"), "a.go": []byte("package main\r\n"), "empty": {}},
		"solutions/step01-service": {"a.go": []byte("package main\n")},
	}
	var first bytes.Buffer
	if err := WriteArchive(&first, trees); err != nil {
		t.Fatal(err)
	}
	read, err := ReadArchive(first.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if !maps.EqualFunc(read, trees, func(a, b Files) bool { return maps.EqualFunc(a, b, bytes.Equal) }) {
		t.Errorf("ReadArchive = %q; want %q", read, trees)
	}
	for range 10 { // a map's order changes from one loop to the next
		var again bytes.Buffer
		if err := WriteArchive(&again, maps.Clone(trees)); err != nil || !bytes.Equal(again.Bytes(), first.Bytes()) {
			t.Fatalf("WriteArchive gave other bytes for the same files (error %v)", err)
		}
	}
	if _, err := ReadArchive([]byte("no zip")); err == nil {
		t.Error("ReadArchive of something else = nil; want an error")
	}
}
