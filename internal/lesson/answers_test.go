package lesson

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

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
		wrong, likely, right := map[string]int{}, map[string][]int{}, 0
		for _, a := range answers {
			kind := "wrong"
			if a.Right {
				kind = "right"
				right++
			} else {
				wrong[a.Task.ID]++
			}
			if a.Likely > 0 {
				likely[a.Task.ID] = append(likely[a.Task.ID], a.Likely)
			}
			if want := a.Task.ID + "-" + kind + "-"; !strings.HasPrefix(a.Name, want) {
				t.Errorf("%s/%s: its head says %s", s.Name, a.Name, want)
			}
			if _, task, _ := FindTask(a.Task.ID); !slices.ContainsFunc(s.Tasks, func(t Task) bool { return t.ID == task.ID }) {
				t.Errorf("%s/%s: task %s is another step's", s.Name, a.Name, a.Task.ID)
			}
			if formatted, err := dropImports(a.Name, slices.Clone(a.Go)); a.Go != nil && (err != nil || !bytes.Equal(formatted, a.Go)) {
				t.Errorf("%s/%s: error %v; want it formatted, without an import too many", s.Name, a.Name, err)
			}
			files, err := a.Files(solution)
			if err != nil {
				t.Errorf("%s/%s: %v", s.Name, a.Name, err)
			}
			delete(files, answerFile)
			delete(files, answerTestFile)
			if len(files) == 0 {
				t.Errorf("%s/%s replaces nothing of the solution: nobody would call what it declares", s.Name, a.Name)
			}
		}
		all := 0
		for _, task := range s.Tasks {
			all += wrong[task.ID]
			if wrong[task.ID] == 0 {
				t.Errorf("task %s has no wrong answer; want at least one, or nobody knows that its test can fail", task.ID)
			}
			var want []int // of a deeper task the room sees none
			for i := range LikelyAnswers {
				if task.Track == Core {
					want = append(want, i+1)
				}
			}
			if got := slices.Sorted(slices.Values(likely[task.ID])); !slices.Equal(got, want) {
				t.Errorf("task %s has the wrong answers %v marked as likely; want %v", task.ID, got, want)
			}
		}
		if all < 6 || right < 3 {
			t.Errorf("%s has %d wrong and %d right answers; want at least 6 and 3", s.Name, all, right)
		}
	}
}

// exampleStep has a file of each kind that an answer has to do with.
var exampleStep = Step{
	Files: []File{
		{Name: "a.go", Kind: Service},
		{Name: "check_test.go", Kind: Exercise},
		{Name: "given_test.go", Kind: LessonTest},
		{Name: "evidence_test.go", Kind: Evidence},
		{Name: "lineup.txt", Kind: Evidence},
		{Name: "heap.pb.gz", Kind: Evidence},
		{Name: "cpu.pb.gz", Kind: Evidence},
	},
}

// exampleSolution is the solution of exampleStep.
func exampleSolution() Files {
	return Files{
		"a.go":             []byte("package p\n\nfunc Add(a, b int) int {\n\treturn a + b\n}\n"),
		"check_test.go":    []byte("package p\n\nfunc check() {\n\tAdd(1, 2)\n}\n"),
		"given_test.go":    []byte("package p\n\nfunc given() {}\n"),
		"evidence_test.go": []byte("package p\n\nfunc read() {}\n"),
		"lineup.txt":       []byte("# Who leaks?\nleaks: busy\n"),
		"heap.pb.gz":       []byte("heap\x00\xff"),
		"cpu.pb.gz":        []byte("cpu\x00\xff"),
	}
}

func TestOnlyRenames(t *testing.T) {
	tests := []struct {
		name   string
		answer Answer
		want   bool
	}{
		{"other names", Answer{Go: []byte("package p\n\nfunc Add(x, y int) int {\n\treturn x + y\n}\n")}, true},
		{"another expression", Answer{Go: []byte("package p\n\nfunc Add(a, b int) int {\n\treturn a - -b\n}\n")}, false},
		{"one function more", Answer{Go: []byte("package p\n\nfunc Add(a, b int) int {\n\treturn a + b\n}\n\nfunc more() {}\n")}, false},
		{"other names in an exercise", Answer{Go: []byte("package p\n\nfunc check() {\n\tPlus(1, 2)\n}\n")}, true},
		{"another exercise", Answer{Go: []byte("package p\n\nfunc check() {\n\tAdd(2, 2)\n}\n")}, false},
		{"the solution's evidence", Answer{sections: Files{"lineup.txt": []byte("leaks: busy\n")}}, true},
		{"spaces", Answer{sections: Files{"lineup.txt": []byte("# Mine.\n\nleaks:   busy")}}, true},
		{"other evidence", Answer{sections: Files{"lineup.txt": []byte("leaks: queue\n")}}, false},
		{"evidence left out", Answer{without: []string{"cpu.pb.gz"}}, false},
		{"evidence copied", Answer{copies: [][2]string{{"heap.pb.gz", "cpu.pb.gz"}}}, false},
		{"evidence copied to itself", Answer{copies: [][2]string{{"heap.pb.gz", "heap.pb.gz"}}}, true},
		{"other evidence beside other names", Answer{Go: []byte("package p\n\nfunc Add(x, y int) int {\n\treturn x + y\n}\n"), without: []string{"cpu.pb.gz"}}, false},
	}
	for _, tt := range tests {
		tt.answer.Step = exampleStep
		if got, err := tt.answer.OnlyRenames(exampleSolution()); got != tt.want || err != nil {
			t.Errorf("%s: OnlyRenames = %v, %v; want %v", tt.name, got, err, tt.want)
		}
	}
}

func TestAnswerFiles(t *testing.T) {
	const add, check = "package p\n\nfunc Add(a, b int) int {\n\treturn 3\n}", "package p\n\nfunc check() {}"
	tests := []struct {
		name   string
		answer Answer
		want   map[string]string // what changes, without the last line break; "gone" is a file that goes
	}{
		{"a service's function", Answer{Go: []byte(add)}, map[string]string{"a.go": "package p", "answer.go": add}},
		{"an exercise's function", Answer{Go: []byte(check)}, map[string]string{"check_test.go": "package p", "answer_test.go": check}},
		{"what given tests declare", Answer{Go: []byte("package p\n\nfunc given() {}\n\nfunc read() {}\n")},
			map[string]string{"answer.go": "package p\n\nfunc given() {}\n\nfunc read() {}"}},
		{"a section", Answer{sections: Files{"lineup.txt": []byte("leaks: queue\n")}}, map[string]string{"lineup.txt": "leaks: queue"}},
		{"without", Answer{without: []string{"cpu.pb.gz"}}, map[string]string{"cpu.pb.gz": "gone"}},
		{"copy", Answer{copies: [][2]string{{"heap.pb.gz", "cpu.pb.gz"}}}, map[string]string{"cpu.pb.gz": "heap\x00\xff"}},
		{"all of it", Answer{Go: []byte(add), sections: Files{"lineup.txt": nil}, without: []string{"heap.pb.gz"}, copies: [][2]string{{"heap.pb.gz", "cpu.pb.gz"}}},
			map[string]string{"a.go": "package p", "answer.go": add, "lineup.txt": "gone", "heap.pb.gz": "gone", "cpu.pb.gz": "heap\x00\xff"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.answer.Step = exampleStep
			files, err := tt.answer.Files(exampleSolution())
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for name, content := range files {
				got[name] = "gone"
				if content != nil {
					got[name] = strings.TrimRight(string(content), "\n")
				}
			}
			if !maps.Equal(got, tt.want) {
				t.Errorf("Files = %q; want %q", got, tt.want)
			}
		})
	}
	for name, bad := range map[string]Answer{
		"a section that is no evidence":  {sections: Files{"a.go": nil}},
		"a section that is a test":       {sections: Files{"evidence_test.go": nil}},
		"without what is not there":      {without: []string{"mutex.pb.gz"}},
		"a copy of what is not there":    {copies: [][2]string{{"mutex.pb.gz", "cpu.pb.gz"}}},
		"a copy to what is not evidence": {copies: [][2]string{{"cpu.pb.gz", "a.go"}}},
	} {
		bad.Step = exampleStep
		if _, err := bad.Files(exampleSolution()); err == nil || !strings.Contains(err.Error(), "has no evidence") {
			t.Errorf("%s: Files = %v; want an error", name, err)
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
		open := map[string]bool{}
		for _, f := range s.Files {
			open[f.Name] = f.Open
		}
		written := map[string]bool{} // by who does the core tasks
		for _, task := range s.CoreTasks() {
			written[task.File] = true
			for _, name := range task.Also {
				written[name] = true
				if !open[name] {
					t.Errorf("task %s: the starter and the solution have the same %s", task.ID, name)
				}
			}
		}
		for name := range open {
			if open[name] && !written[name] {
				t.Errorf("%s: no task says that it has lines in %s (File, Also)", s.Name, name)
			}
		}
		for _, task := range s.Tasks {
			if !slices.ContainsFunc(s.Files, func(f File) bool { return f.Name == task.File }) {
				t.Errorf("task %s: %s is no file of %s", task.ID, task.File, s.Name)
			}
			for _, test := range task.Tests() {
				if s.Tests != nil && !slices.Contains(s.Tests, test) {
					t.Errorf("task %s: %s is no test of %s", task.ID, test, s.Name)
				}
			}
		}
	}
	if total > 150 {
		t.Errorf("the core tasks take %d minutes together; want at most 150", total)
	}
}

func TestArchiveRoundTrip(t *testing.T) {
	trees := map[string]Files{
		"step01-service":           {"b.go": []byte("package main\n"), "a.go": []byte("package main\r\n"), "empty": {}, "heap.pb.gz": {0x1f, 0x8b, 0, 0xff, 13, 10}},
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
