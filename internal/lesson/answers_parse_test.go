package lesson

import (
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
		{"wrong in another test", "// It is wrong in another test.\n//\n" + wrong + "//answer:fails TestRouter\n", ""},
		{"wrong and likely", "// It is wrong and likely.\n//\n" + wrong + "//answer:likely 2\n", ""},
		{"no title", "//\n//\n" + wrong, "want a title"},
		{"no directive", "// It is something.\n", "want a title"},
		{"wrong without what it says", "// It is wrong.\n//\n//answer:wrong 1.2\n", "want a title"},
		{"wrong, with its own words and another's", "// It is wrong.\n//\n" + wrong + "//answer:like 1.2-wrong-other\n", "want a title"},
		{"right with what it says", "// It is right.\n//\n" + right + "//answer:says it is\n", "want a title"},
		{"right like another", "// It is right.\n//\n" + right + "//answer:like 1.2-wrong-other\n", "want a title"},
		{"right and failing", "// It is right.\n//\n" + right + "//answer:fails TestRouter\n", "a right answer fails no test"},
		{"an unknown task", "// It is wrong.\n//\n//answer:wrong 9.9\n//answer:says x\n", `no task "9.9"`},
		{"an unknown test", "// It is wrong.\n//\n" + wrong + "//answer:fails TestNothing\n", "has no test TestNothing"},
		{"the task's test named", "// It is wrong.\n//\n" + wrong + "//answer:fails TestTransition\n", "no need to name it"},
		{"an unknown directive", "// It is wrong.\n//\n" + wrong + "//answer:say x\n", "unknown directive answer:say"},
		{"no regular expression", "// It is wrong.\n//\n//answer:wrong 1.2\n//answer:says too (much\n", "missing closing )"},
		{"right and likely", "// It is right.\n//\n" + right + "//answer:likely 1\n", "only wrong answers"},
		{"as likely as no other", "// It is wrong.\n//\n" + wrong + "//answer:likely 4\n", "want answer:likely 1 to 3"},
		{"likely without a number", "// It is wrong.\n//\n" + wrong + "//answer:likely\n", "want answer:likely 1 to 3"},
		{"half a copy", "// It is wrong.\n//\n" + wrong + "//answer:copy heap.pb.gz\n", "want answer:copy FROM TO"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := parseAnswer(step01, "1.2-x.go.txt", tt.head+"package main\n\nfunc F() {}\n\n//answer:says this is not the head\n")
			if tt.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
					t.Errorf("error %v; want one with %q", err, tt.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if a.Name != "1.2-x" || a.Task.ID != "1.2" || a.Right != (tt.name == "right") || a.Title != "It is "+tt.name+"." {
				t.Errorf("name %q, task %q, right %v, title %q; want 1.2-x, 1.2, %v, the head's first sentence", a.Name, a.Task.ID, a.Right, a.Title, tt.name == "right")
			}
			if !a.Right && !a.Says.MatchString("too many") {
				t.Errorf("says %v; want the regular expression of the head", a.Says)
			}
			if want := map[bool]int{true: 2}[tt.name == "wrong and likely"]; a.Likely != want {
				t.Errorf("likely %d; want %d", a.Likely, want)
			}
			if want := "internal/lesson/answers/step01-service/1.2-x.go.txt"; a.Path() != want {
				t.Errorf("path %s; want %s", a.Path(), want)
			}
			want := "TestTransition"
			if strings.Contains(tt.head, "TestRouter") {
				want = "TestRouter"
			}
			if a.Fails != want {
				t.Errorf("fails %s; want %s", a.Fails, want)
			}
		})
	}
}

func TestParseEvidenceAnswer(t *testing.T) {
	const head = "// The queue is named.\n//\n//answer:wrong 1.2\n//answer:says no\n"
	a, err := parseAnswer(step01, "1.2-wrong-queue.evidence.txt", head+
		"//answer:without cpu.pb.gz\n//answer:copy heap.pb.gz cpu.pb.gz\n"+
		"-- lineup.txt --\nleaks: queue\n//answer:without this is not the head\n-- empty.txt --\n-- answer.go --\npackage main\n")
	if err != nil {
		t.Fatal(err)
	}
	if a.Name != "1.2-wrong-queue" || a.Title != "The queue is named." || string(a.Go) != "package main\n" {
		t.Errorf("name %q, title %q, Go %q", a.Name, a.Title, a.Go)
	}
	sections := map[string]string{}
	for name, content := range a.sections {
		sections[name] = string(content)
		if content == nil {
			t.Errorf("section %s is nil, as if it were to go; want it empty", name)
		}
	}
	if want := map[string]string{"lineup.txt": "leaks: queue\n//answer:without this is not the head\n", "empty.txt": ""}; !maps.Equal(sections, want) {
		t.Errorf("sections %q; want %q", sections, want)
	}
	if !slices.Equal(a.without, []string{"cpu.pb.gz"}) || !slices.Equal(a.copies, [][2]string{{"heap.pb.gz", "cpu.pb.gz"}}) {
		t.Errorf("without %q, copies %q", a.without, a.copies)
	}

	if a, err := parseAnswer(step01, "x.evidence.txt", head); err == nil || !strings.Contains(err.Error(), "want a section") {
		t.Errorf("an answer without sections = %+v, %v; want an error", a, err)
	}
	if a, err := parseAnswer(step01, "x.txt", head+"-- lineup.txt --\n"); err == nil || !strings.Contains(err.Error(), "want a name that ends in") {
		t.Errorf("an answer of no known kind = %+v, %v; want an error", a, err)
	}
}

func TestResolveLike(t *testing.T) {
	read := func(name, directives string) Answer {
		a, err := parseAnswer(step01, name+".go.txt", "// It is so.\n//\n"+directives+"package main\n")
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	first, like := read("first", "//answer:wrong 1.2\n//answer:says one\n"), read("like", "//answer:wrong 1.2\n//answer:like first\n")
	for _, order := range [][]Answer{{first, like}, {like, first}} {
		if err := resolveLike(order); err != nil || order[0].Says.String() != "one" || order[1].Says.String() != "one" {
			t.Errorf("resolveLike: error %v, says %v and %v; want one and one", err, order[0].Says, order[1].Says)
		}
	}
	for name, other := range map[string]Answer{
		"nobody":              read("other", "//answer:wrong 1.2\n//answer:says one\n"),
		"a right answer":      read("first", "//answer:right 1.2\n"),
		"another task's":      read("first", "//answer:wrong 1.1\n//answer:says one\n"),
		"one that is like it": read("first", "//answer:wrong 1.2\n//answer:like like\n"),
	} {
		if err := resolveLike([]Answer{like, other}); err == nil {
			t.Errorf("like %s: no error", name)
		}
	}
}
