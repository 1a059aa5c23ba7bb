package main

import (
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/lesson"
)

func TestCopySets(t *testing.T) {
	const page = "| copy | next to | packages |\n|---|---|---|\n" +
		"| [`a.go`](../a.go) | nothing | `x.y/z` |\n| [`b.go`](../b.go) | `a.go`, and the function `f` of `main.go`'s | |\n| `c.go` | | |\n"
	want := []copySet{
		{file: "a.go", packages: []string{"x.y/z"}},
		{file: "b.go", files: []string{"a.go", "main.go"}, functions: []string{"f"}},
	}
	if got := copySets(page); !reflect.DeepEqual(got, want) {
		t.Errorf("copySets = %+v; want %+v", got, want)
	}
}

// TestCheckCopy has a solution of three files, and sets that say too little, too much
// and what is so.
func TestCheckCopy(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte("module example.com/fixture\n\ngo 1.26\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	last := lesson.Steps[len(lesson.Steps)-1].Solution()
	v := &verifier{env: &env{Root: root, Stderr: io.Discard}, temp: t.TempDir(), pristine: map[string]lesson.Files{last: {
		"alone.go": []byte("// Package main is a program.\npackage main\n\nfunc alone() int { return 1 }\n"),
		"needs.go": []byte("package main\n\nfunc needs() int { return alone() + small() }\n"),
		"main.go":  []byte("package main\n\nfunc main() { needs() }\n\n// small is small.\nfunc small() int { return 2 }\n"),
	}}}
	tests := []struct {
		name string
		set  copySet
		want string // part of the error; "" for none
	}{
		{"alone", copySet{file: "alone.go"}, ""},
		{"next to a file and a function", copySet{file: "needs.go", files: []string{"alone.go"}, functions: []string{"small"}}, ""},
		{"too little", copySet{file: "needs.go", files: []string{"alone.go"}}, "undefined: small"},
		{"too much", copySet{file: "alone.go", functions: []string{"small"}}, "it compiles without small"},
		{"another name", copySet{file: "alone.go", files: []string{"gone.go"}}, "names gone.go"},
		{"another function", copySet{file: "needs.go", files: []string{"alone.go"}, functions: []string{"big"}}, "names the function big"},
		{"a package that nobody imports", copySet{file: "alone.go", packages: []string{"x.y/z"}}, "names the packages x.y/z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := v.checkCopy(t.Context(), tt.set)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("checkCopy = %v; want %q in it", err, tt.want)
			}
		})
	}
	if left, err := filepath.Glob(filepath.Join(root, "*")); len(left) != 1 || err != nil {
		t.Errorf("the tree has %q, %v; want go.mod only: an overlay writes nothing there", left, err)
	}
}
