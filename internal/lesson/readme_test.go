package lesson

import (
	"strings"
	"testing"
)

func TestBlocks(t *testing.T) {
	const readme = "text\n```sh\ngo version\n```\n" +
		"```sh norun=\"needs the network\"\ngo mod download\n```\n" +
		"```sh exit=1 compare\ngo test ./...\n```\n\n```text\nFAIL x 0.1s\n…\nFAIL\n```\n" +
		"```sh until=\"listens on \\d+\"\nrun\n```\n```go\nx := 1\n```\n"
	blocks, err := Blocks(readme)
	if err != nil {
		t.Fatal(err)
	}
	if len(blocks) != 4 {
		t.Fatalf("%d blocks; want the 4 of sh", len(blocks))
	}
	if b := blocks[0]; b.Line != 2 || b.Text != "go version\n" || b.NoRun != "" || b.Exit != 0 {
		t.Errorf("plain block = %+v", b)
	}
	if got := blocks[1].NoRun; got != "needs the network" {
		t.Errorf("reason = %q", got)
	}
	if b := blocks[2]; b.Exit != 1 || b.Want != "FAIL x 0.1s\n…\nFAIL\n" {
		t.Errorf("compared block = %+v", b)
	}
	if !blocks[3].Until.MatchString("it listens on 80") {
		t.Errorf("until = %v", blocks[3].Until)
	}
	for output, want := range map[string]bool{
		"FAIL x 7.25s\na\nb\nFAIL\n": true, // another duration, more lines
		"FAIL x 1s\nFAIL\n":          true,
		"FAIL x 1s\na\n":             false,
		"FAIL y 1s\na\nFAIL\n":       false,
	} {
		if err := blocks[2].Matches(output); (err == nil) != want {
			t.Errorf("Matches(%q) = %v; want a match: %v", output, err, want)
		}
	}
	shape := Block{Want: "calls  7  0.5 ms  200: 3\n", Shape: true}
	if err := (Block{Want: "Min  Max\n2.6 10.1\n", Shape: true}).Matches("Min   Max\n2.6 110.1\n"); err != nil {
		t.Errorf("shape with a wider column: %v", err)
	}
	for output, want := range map[string]bool{"calls 1234 10.0 ms  200: 41\n": true, "calls many 0.5 ms  200: 3\n": false, "answers 7 0.5 ms  200: 3": false} {
		if err := shape.Matches(output); (err == nil) != want {
			t.Errorf("shape: Matches(%q) = %v; want a match: %v", output, err, want)
		}
	}
	for _, bad := range []string{"```sh compare=some\nx\n```\n```text\nx\n```\n", "```sh norun\nx\n```\n", "```sh exit=one\nx\n```\n", "```sh compare\nx\n```\n", "```sh untill=x\nx\n```\n", "```sh until=\"(\"\nx\n```\n"} {
		if _, err := Blocks(bad); err == nil || !strings.Contains(err.Error(), "line 1: ") {
			t.Errorf("Blocks(%q) = %v; want an error with the line", bad, err)
		}
	}
}

func TestLookHeading(t *testing.T) {
	for _, s := range Steps {
		files, err := Pristine(Dir{Step: s})
		if err != nil {
			t.Fatal(err)
		}
		if want := "\n## " + LookHeading + "\n"; !strings.Contains(string(files["README.md"]), want) {
			t.Errorf("%s/README.md has no %q", s.Starter(), want)
		}
	}
}

func TestHints(t *testing.T) {
	hint := func(task, level, text string) string {
		return "<details><summary>Hint " + task + ", level " + level + ": x</summary>\n\n" + text + "\n\n</details>\n"
	}
	good := hint("1.1", "1", "why?") + hint("1.1", "2", "there") + hint("1.1", "3", "    code") + hint("1.2", "1", "other")
	hints, err := Hints([]byte(good), "1.1")
	if err != nil || len(hints) != HintLevels || hints[0] != "why?" || hints[2] != "    code" {
		t.Errorf("Hints = %q, %v", hints, err)
	}
	for name, readme := range map[string]string{
		"one of three": good,
		"two twice":    hint("1.2", "1", "a") + hint("1.2", "1", "b") + hint("1.2", "3", "c"),
	} {
		if hints, err := Hints([]byte(readme), "1.2"); err == nil {
			t.Errorf("Hints, %s = %q; want an error", name, hints)
		}
	}
}
