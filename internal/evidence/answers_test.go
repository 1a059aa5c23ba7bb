package evidence

import (
	"maps"
	"testing"
)

var answerKeys = []string{"cpu", "waiting in", "goroutines"}

func TestReadAnswers(t *testing.T) {
	want := map[string]string{"cpu": "main.fill", "waiting in": "a (b).c: d#e", "goroutines": "799"}
	for _, tt := range []struct{ name, text string }{
		{"plain", "cpu: main.fill\nwaiting in: a (b).c: d#e\ngoroutines: 799\n"},
		{"no last line end", "cpu: main.fill\nwaiting in: a (b).c: d#e\ngoroutines: 799"},
		{"another order", "goroutines: 799\nwaiting in: a (b).c: d#e\ncpu: main.fill\n"},
		{"comments and blanks", "# cpu: x\n\n  # more\ncpu: main.fill  # it is\n \t \nwaiting in: a (b).c: d#e\t# so\ngoroutines: 799\n"},
		{"Windows", "\ufeffcpu: main.fill\r\nwaiting in: a (b).c: d#e\r\n\r\ngoroutines: 799\r\n"},
		{"spaces", "  cpu :main.fill  \nwaiting   in:  a (b).c: d#e\t\ngoroutines : 799 \n"},
		{"case", "CPU: main.fill\nWaiting in: a (b).c: d#e\nGoroutines: 799\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "answers.txt", []byte(tt.text))
			got, f := readAnswers(dir, "answers.txt", answerKeys)
			if f != nil || !maps.Equal(got, want) {
				t.Errorf("readAnswers(%q) = %q, %v; want %q", tt.text, got, f, want)
			}
			if f := unanswered("answers.txt", got, answerKeys); f != nil {
				t.Errorf("unanswered = %v; want none", f)
			}
		})
	}
}

func TestWrongAnswerFiles(t *testing.T) {
	told := messages{}
	for _, tt := range []struct{ name, text, got, want, why string }{
		{"key missing", "cpu: x\ngoroutines: 1\n", `no line that begins with "waiting in:"`, "on a line of its own", "this one is gone"},
		{"key unknown", "cpu: x\nwaitin in: y\n", `the key "waitin in:"`, `the nearest is "waiting in:"`, "counts for the key"},
		{"key twice", "cpu: x\nwaiting in: y\nCPU: z\n", `"cpu:" a second time: line 1 has it`, `one line with "cpu:"`, "delete one"},
		{"no colon", "cpu: x\nwaiting in y\n", "not of the form key: value", "a remark begins with #", "belongs to no question"},
		{"no key", ": x\n", "not of the form", "a key, a colon", "belongs to no question"},
		{"not answered", "cpu: ?\nwaiting in: x\ngoroutines:\n", "not answered these yet: cpu, goroutines", "in the place of each ?", "tells you more than none"},
		{"UTF-16", "\xff\xfec\x00p\x00u\x00", "UTF-16", "saved as UTF-8", "as Go does"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "answers.txt", []byte(tt.text))
			got, f := readAnswers(dir, "answers.txt", answerKeys)
			if f == nil {
				f = unanswered("answers.txt", got, answerKeys)
			}
			told.want(t, one(f), tt.got, tt.want, tt.why)
		})
	}
	t.Run("file missing", func(t *testing.T) {
		_, f := readAnswers(t.TempDir(), "answers.txt", answerKeys)
		told.want(t, one(f), "no such file", "git restore answers.txt", "from it")
	})
	t.Run("a folder", func(t *testing.T) {
		_, f := readAnswers(t.TempDir(), ".", answerKeys)
		told.want(t, one(f), "", "a text file", "from it")
	})
}

func TestNearest(t *testing.T) {
	words := []string{"leaker", "customer orders", "driver current", "driver busy"}
	for s, want := range map[string]string{
		"leeker": "leaker", "customers order": "customer orders", "DRIVER BUSY": "driver busy", "drivercurent": "driver current", "": "leaker",
	} {
		if got := nearest(s, words); got != want {
			t.Errorf("nearest(%q) = %q; want %q", s, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"ä", "a", 1}, {"ab", "ba", 2}} {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("distance(%q, %q) = %d; want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
