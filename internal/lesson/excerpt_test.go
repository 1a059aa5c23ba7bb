package lesson

import (
	"slices"
	"strings"
	"testing"
)

func TestTaskExcerpts(t *testing.T) {
	const starter = "package p\n\nimport \"strings\"\n\n// Up is loud.\nfunc Up(s string) string {\n\treturn s\n}\n\nfunc (l *List) Add(s string) {}\n\ntype List struct{}\n\nvar unused = strings.ToUpper\n"
	const solution = "package p\n\nimport \"strings\"\n\n// loud has letters.\nvar loud = strings.ToUpper\n\nvar unused2 = 1\n\n" +
		"// Up is loud.\nfunc Up(s string) string {\n\treturn loud(s)\n}\n\nfunc (l *List) Add(s string) { unused = nil }\n\ntype List struct{}\n\nvar unused = strings.ToUpper\n"
	step := Step{Files: []File{{Name: "a.go", Kind: Service}, {Name: "lineup.txt", Kind: Evidence}}}
	before := Files{"a.go": []byte(starter), "lineup.txt": []byte("leaks: ?\n")}
	after := Files{"a.go": []byte(solution), "lineup.txt": []byte("# Who?\nleaks: busy\n")}
	tests := []struct {
		name string
		task Task
		want []Excerpt
	}{
		{"a function and what it uses", Task{File: "a.go", Bodies: []string{"Up"}},
			[]Excerpt{{"a.go", "// loud has letters.\nvar loud = strings.ToUpper"}, {"a.go", "func Up(s string) string {\n\treturn loud(s)\n}"}}},
		{"a method that uses what is not new", Task{File: "a.go", Bodies: []string{"List.Add"}},
			[]Excerpt{{"a.go", "func (l *List) Add(s string) { unused = nil }"}}},
		{"evidence", Task{File: "lineup.txt"}, []Excerpt{{"lineup.txt", "# Who?\nleaks: busy"}}},
	}
	for _, tt := range tests {
		got, err := tt.task.Excerpts(step, before, after)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: Excerpts = %q, %v; want %q", tt.name, got, err, tt.want)
		}
	}
}

func TestAnswerExcerpts(t *testing.T) {
	answer := Answer{
		Task:     Task{File: "a.go"},
		Go:       []byte("// Another.\n//\n//answer:right 1.1\npackage p\n\nimport (\n\t\"a\"\n)\n\nimport \"b\"\n\n// F is one.\nfunc F() {}\n"),
		sections: Files{"lineup.txt": []byte("leaks: busy\n\n")},
	}
	want := []Excerpt{{"a.go", "// F is one.\nfunc F() {}"}, {"lineup.txt", "leaks: busy"}}
	if got, err := answer.Excerpts(); err != nil || !slices.Equal(got, want) {
		t.Errorf("Excerpts = %q, %v; want %q", got, err, want)
	}
	answer = Answer{Go: []byte("package p\n\nfunc F() {}\n")}
	want = []Excerpt{{"", "func F() {}"}}
	if got, err := answer.Excerpts(); err != nil || !slices.Equal(got, want) {
		t.Errorf("without an import: Excerpts = %q, %v; want %q", got, err, want)
	}
}

// TestEveryTaskHasExcerpts looks at the solutions themselves.
func TestEveryTaskHasExcerpts(t *testing.T) {
	for _, s := range Steps {
		starter, err := Pristine(Dir{Step: s})
		if err != nil {
			t.Fatal(err)
		}
		solution, err := Pristine(Dir{Step: s, Solution: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range s.Tasks {
			excerpts, err := task.Excerpts(s, starter, solution)
			if err != nil || len(excerpts) < max(1, len(task.Bodies)) {
				t.Errorf("task %s: %d excerpts, %v; want at least one for each of %q", task.ID, len(excerpts), err, task.Bodies)
			}
			for _, e := range excerpts {
				if !strings.Contains(string(solution[e.File]), e.Text) {
					t.Errorf("task %s: the solution's %s has no %q", task.ID, e.File, e.Text)
				}
			}
		}
	}
}
