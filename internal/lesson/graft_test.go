package lesson

import (
	"strings"
	"testing"
)

func TestGraft(t *testing.T) {
	tests := []struct {
		name   string
		file   string
		answer string
		want   string // of the file; "" is unchanged, and not among the results
	}{
		{
			name:   "a method is not the function of its name",
			file:   "func (t *T) Get() {}\n\nfunc (U) Get() {}\n\nfunc Get() {}\n",
			answer: "func (t T) Get() {}\n",
			want:   "func (U) Get() {}\n\nfunc Get() {}\n",
		},
		{
			name:   "a function is not the method of its name",
			file:   "func (t *T) Get() {}\n\nfunc Get() {}\n",
			answer: "func Get() {}\n",
			want:   "func (t *T) Get() {}\n",
		},
		{
			name:   "types, variables and constants",
			file:   "type T struct{}\n\nvar a, b = 1, 2\n\nconst (\n\tc = 1\n\td = 2\n)\n\nvar e = 3\n",
			answer: "type T int\n\nvar b = 2\n\nconst d = 2\n",
			want:   "var e = 3\n",
		},
		{
			name:   "nothing in common",
			file:   "func A() {}\n",
			answer: "func B() {}\n",
		},
		{
			name:   "imports that only the lost part needs",
			file:   "import (\n\t\"fmt\"\n\t\"io\"\n)\n\nfunc A() { fmt.Println(io.EOF) }\n\nfunc B() { io.ReadAll(nil) }\n",
			answer: "func A() {}\n",
			want:   "import (\n\t\"io\"\n)\n\nfunc B() { io.ReadAll(nil) }\n",
		},
		{
			name:   "the only import",
			file:   "import \"fmt\"\n\nfunc A() { fmt.Println() }\n\nfunc B() {}\n",
			answer: "func A() {}\n",
			want:   "func B() {}\n",
		},
		{
			name: "imports with a version in their path",
			file: "import (\n\t\"example.com/negroni/v3\"\n\t\"example.com/statsd.v2\"\n\t\"example.com/v3/agent\"\n)\n\n" +
				"func A() { negroni.New(); statsd.New(); agent.New() }\n\nfunc B() { negroni.New() }\n",
			answer: "func A() {}\n",
			want:   "import (\n\t\"example.com/negroni/v3\"\n)\n\nfunc B() { negroni.New() }\n",
		},
		{
			name: "named and blank imports",
			file: "import (\n\t_ \"embed\"\n\n\tone \"example.com/a\"\n\ttwo \"example.com/b\"\n)\n\n" +
				"func A() { one.F() }\n\nfunc B() { two.F() }\n",
			answer: "func A() {}\n",
			want:   "import (\n\t_ \"embed\"\n\n\ttwo \"example.com/b\"\n)\n\nfunc B() { two.F() }\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := Files{
				"a.go": []byte("package p\n\n" + tt.file),
				"b.go": []byte("package p\n\nfunc Untouched() {}\n"),
			}
			answer := []byte("package p\n\n" + tt.answer)
			grafted, err := Graft(files, "answer.go", answer)
			if err != nil {
				t.Fatal(err)
			}
			if got := string(grafted["answer.go"]); got != string(answer) {
				t.Errorf("answer.go = %q; want the answer as it is", got)
			}
			want := 1
			if tt.want != "" {
				want = 2
			}
			if len(grafted) != want {
				t.Errorf("Graft changed %v; want %d files", grafted.Names(), want)
			}
			if got := squeeze(grafted["a.go"]); tt.want != "" && got != "package p\n\n"+tt.want {
				t.Errorf("a.go =\n%s\nwant\npackage p\n\n%s", got, tt.want)
			}
		})
	}
}

// squeeze makes any number of empty lines one: those that a lost declaration
// leaves are not what the tests are about.
func squeeze(source []byte) string {
	s := string(source)
	for strings.Contains(s, "\n\n\n") {
		s = strings.ReplaceAll(s, "\n\n\n", "\n\n")
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "(\n\n", "(\n"), "\n\n)", "\n)")
}

func TestGraftErrors(t *testing.T) {
	good, bad := []byte("package p\n\nfunc A() {}\n"), []byte("package p\n\nfunc A( {}\n")
	if _, err := Graft(Files{"a.go": good}, "answer.go", bad); err == nil || !strings.Contains(err.Error(), "answer.go:3") {
		t.Errorf("Graft of an answer that does not parse = %v; want an error with its line", err)
	}
	if _, err := Graft(Files{"a.go": bad}, "answer.go", good); err == nil || !strings.Contains(err.Error(), "3:") {
		t.Errorf("Graft into a file that does not parse = %v; want an error with its line", err)
	}
}

func TestDeleteBody(t *testing.T) {
	tests := []struct {
		name, file, function, stub, want string
	}{
		{
			name:     "no result",
			file:     "func A() { println() }\n",
			function: "A",
			want:     "func A() {\n}\n",
		},
		{
			name:     "several results",
			file:     "// A counts.\nfunc A(n int) (int, []string, error) { return n, nil, nil }\n\nfunc B() {}\n",
			function: "A",
			want: "// A counts.\nfunc A(n int) (int, []string, error) {\n\tvar zero0 int\n\tvar zero1 []string\n\tvar zero2 error\n" +
				"\treturn zero0, zero1, zero2\n}\n\nfunc B() {}\n",
		},
		{
			name:     "named results of one type",
			file:     "func A() (from, to State, ok bool) { return }\n",
			function: "A",
			want: "func A() (from, to State, ok bool) {\n\tvar zero0 State\n\tvar zero1 State\n\tvar zero2 bool\n" +
				"\treturn zero0, zero1, zero2\n}\n",
		},
		{
			name:     "a method, and the import that it alone needs",
			file:     "import (\n\t\"fmt\"\n\t\"io\"\n)\n\nfunc (t *T) A(w io.Writer) { fmt.Fprint(w) }\n\nfunc (u U) A() {}\n",
			function: "T.A",
			want:     "import (\n\t\"io\"\n)\n\nfunc (t *T) A(w io.Writer) {\n}\n\nfunc (u U) A() {}\n",
		},
		{
			name:     "a stub",
			file:     "func A() func() { return nil }\n",
			function: "A",
			stub:     "return func() {}",
			want:     "func A() func() {\n\treturn func() {}\n}\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := Files{
				"b.go": []byte("package p\n\n" + tt.file),
				"c.go": []byte("package p\n\nfunc C() {}\n"),
			}
			changed, err := DeleteBody(files, tt.function, tt.stub)
			if err != nil || len(changed) != 1 {
				t.Fatalf("DeleteBody changed %v, error %v; want b.go", changed.Names(), err)
			}
			if got := squeeze(changed["b.go"]); got != "package p\n\n"+tt.want {
				t.Errorf("b.go =\n%s\nwant\npackage p\n\n%s", got, tt.want)
			}
		})
	}
	if _, err := DeleteBody(Files{"a.go": []byte("package p\n\nfunc A() {}\n")}, "T.A", ""); err == nil {
		t.Error("DeleteBody of a function that is not there = nil; want an error")
	}
}
