package lesson

import (
	"slices"
	"strings"
	"testing"
)

func TestChain(t *testing.T) {
	steps := Steps
	defer func() { Steps = steps }()
	Steps = []Step{
		{Name: "a", Files: []File{
			{Name: "open.go", Kind: Service, Open: true}, {Name: "given.go", Kind: Service},
			{Name: "answers.txt", Kind: Evidence, Open: true}, {Name: "profile", Kind: Evidence, SolutionOnly: true}, {Name: "evidence_test.go", Kind: Evidence},
			{Name: "made.go", Kind: Service, SolutionOnly: true},
		}},
		{Name: "b", Files: []File{
			{Name: "open.go", Kind: Service}, {Name: "given.go", Kind: Service, Scaffold: true}, {Name: "new.go", Kind: Service},
			{Name: "answers.txt", Kind: Evidence, Open: true}, {Name: "profile", Kind: Evidence, SolutionOnly: true}, {Name: "evidence_test.go", Kind: Evidence},
			{Name: "made.go", Kind: Service},
		}},
	}
	got := map[Link]bool{}
	for _, l := range Chain() {
		got[l] = true
	}
	want := []Link{
		{"a/given.go", "solutions/a/given.go"},
		{"a/evidence_test.go", "solutions/a/evidence_test.go"},
		{"solutions/a/open.go", "b/open.go"},
		{"b/open.go", "solutions/b/open.go"},
		{"b/given.go", "solutions/b/given.go"},
		{"b/new.go", "solutions/b/new.go"},
		{"b/evidence_test.go", "solutions/b/evidence_test.go"},
		{"solutions/a/made.go", "b/made.go"},
		{"b/made.go", "solutions/b/made.go"},
	}
	for _, l := range want {
		if !got[l] {
			t.Errorf("Chain lacks %v", l)
		}
		delete(got, l)
	}
	for l := range got {
		t.Errorf("Chain has %v", l)
	}
}

func TestCheckFiles(t *testing.T) {
	step := Step{Name: "a", Files: []File{{Name: "a.go", Kind: Service}, {Name: "heap.pb.gz", Kind: Evidence, SolutionOnly: true}}}
	starter, solution := Dir{Step: step}, Dir{Step: step, Solution: true}
	tests := []struct {
		name  string
		dir   Dir
		files []string
		want  string // part of the error; "" for none
	}{
		{"a starter", starter, []string{"a.go"}, ""},
		{"a solution", solution, []string{"a.go", "heap.pb.gz"}, ""},
		{"a starter with what the learner makes", starter, []string{"a.go", "heap.pb.gz"}, "a/heap.pb.gz is for the learner to make"},
		{"a solution without it", solution, []string{"a.go"}, "solutions/a lacks heap.pb.gz"},
		{"a file too few", starter, nil, "a lacks a.go"},
		{"a file too many", solution, []string{"a.go", "heap.pb.gz", "b.go"}, "solutions/a/b.go is not in the manifest"},
	}
	for _, tt := range tests {
		files := Files{}
		for _, name := range tt.files {
			files[name] = nil
		}
		if err := tt.dir.CheckFiles(files); (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: CheckFiles = %v; want an error with %q", tt.name, err, tt.want)
		}
	}
}

func TestKinds(t *testing.T) {
	files := exampleSolution()
	delete(files, "cpu.pb.gz") // as in a starter
	if got, want := exampleStep.Evidence(files).Names(), []string{"heap.pb.gz", "lineup.txt"}; !slices.Equal(got, want) {
		t.Errorf("Evidence = %q; want %q", got, want)
	}
	if got, want := exampleStep.Code(files).Names(), []string{"a.go", "check_test.go"}; !slices.Equal(got, want) {
		t.Errorf("Code = %q; want %q", got, want)
	}
}
