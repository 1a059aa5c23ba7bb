package lesson

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// instructorGuide reads the guide, which is no learner's file: it is the tree's.
func instructorGuide(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "instructor.md"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

// A timetableRow is "| 1:23 | 5 | **3.1** a segment |"; the last one has no minutes.
var timetableRow = regexp.MustCompile(`(?m)^\| (\d+):(\d\d) \| (\d*) \| (?:\*\*(\d\.\d)\*\* )?(.*) \|$`)

// A slot is one row of a timetable.
type slot struct {
	at, minutes int
	task, text  string
}

func (s slot) clock() string { return fmt.Sprintf("%d:%02d", s.at/60, s.at%60) }

// timetable returns the rows below a heading of the guide.
func timetable(t *testing.T, guide, heading string) []slot {
	t.Helper()
	_, section, ok := strings.Cut(guide, "\n## "+heading+"\n")
	if !ok {
		t.Fatalf("docs/instructor.md has no heading %q", heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var slots []slot
	for _, m := range timetableRow.FindAllStringSubmatch(section, -1) {
		hours, _ := strconv.Atoi(m[1]) // digits only, as minutes
		minutes, _ := strconv.Atoi(m[2])
		took, _ := strconv.Atoi(m[3]) // 0 for the end
		slots = append(slots, slot{at: 60*hours + minutes, minutes: took, task: m[4], text: m[5]})
	}
	return slots
}

// TestTimetables proves that the instructor's clock is right, and that each task has
// the minutes that the manifest gives it.
func TestTimetables(t *testing.T) {
	guide := instructorGuide(t)
	for _, day := range []struct {
		heading             string
		total, breaks       int
		withDeeper, inOrder bool
	}{
		{"Half a day", 210, 2, false, true},
		{"A full day", 480, 3, true, false}, // in which 1.4 is better done before 1.3
	} {
		t.Run(day.heading, func(t *testing.T) {
			var want, got []string
			for _, s := range Steps {
				for _, task := range s.Tasks {
					if task.Track == Core || day.withDeeper {
						want = append(want, fmt.Sprintf("%s: %d min", task.ID, task.Minutes))
					}
				}
			}
			clock, breaks := slot{}, 0
			for _, s := range timetable(t, guide, day.heading) {
				if s.at != clock.at {
					t.Errorf("%q is at %s; the minutes before it end at %s", s.text, s.clock(), clock.clock())
				}
				clock.at = s.at + s.minutes
				if s.task != "" {
					got = append(got, fmt.Sprintf("%s: %d min", s.task, s.minutes))
				}
				if s.text == "Break" {
					breaks++
				}
			}
			if !day.inOrder {
				slices.Sort(want)
				slices.Sort(got)
			}
			if !slices.Equal(got, want) {
				t.Errorf("tasks\n%q\nthe manifest has\n%q", got, want)
			}
			if clock.at != day.total || breaks != day.breaks {
				t.Errorf("%d minutes with %d breaks; want %d and %d", clock.at, breaks, day.total, day.breaks)
			}
		})
	}
}

// TestInstructorSteps proves that each step has its part of the guide, complete, and a
// hard stop at which something else begins.
func TestInstructorSteps(t *testing.T) {
	guide := instructorGuide(t)
	atKeyboards := 0
	var begins []string
	for _, s := range timetable(t, guide, "Half a day") {
		begins = append(begins, s.clock())
		if s.task != "" {
			atKeyboards += s.minutes
		}
	}
	if want := fmt.Sprintf("%d of them at the keyboards", atKeyboards); !strings.Contains(guide, want) {
		t.Errorf("docs/instructor.md does not say %q, as its table does", want)
	}
	stop := regexp.MustCompile(`\*\*Hard stop\*\* at (\d:\d\d)`)
	for _, s := range Steps {
		_, section, _ := strings.Cut(guide, fmt.Sprintf("\n## Step %d: %s\n", s.Number, s.Title))
		section, _, _ = strings.Cut(section, "\n## ")
		for _, part := range []string{"**Goal.**", "**Say.**", "**Show", "**Ask.**", "**They get stuck**"} {
			if !strings.Contains(section, part) {
				t.Errorf("the part of step %d has no %s", s.Number, part)
			}
		}
		if at := stop.FindStringSubmatch(section); at == nil || !slices.Contains(begins, at[1]) {
			t.Errorf("step %d: hard stop %q; want a time at which the half day's table has a row", s.Number, at)
		}
	}
}

// TestInstructorCommands proves that the commands that the guide takes from a step's
// README, where they are run, stand there to the letter.
func TestInstructorCommands(t *testing.T) {
	blocks, err := Blocks(instructorGuide(t))
	if err != nil {
		t.Fatal(err)
	}
	fromStep, shown := regexp.MustCompile(`^it stands in step (\d)'s README$`), 0
	for _, b := range blocks {
		m := fromStep.FindStringSubmatch(b.NoRun)
		if m == nil {
			continue
		}
		d, err := FindDir(m[1])
		if err != nil {
			t.Fatal(err)
		}
		files, err := Pristine(d)
		if err != nil {
			t.Fatal(err)
		}
		readme, err := Blocks(string(files["README.md"]))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.Text) {
			shown++
			if !slices.ContainsFunc(readme, func(r Block) bool { return strings.Contains("\n"+r.Text, "\n"+line) }) {
				t.Errorf("docs/instructor.md:%d: %s has no command %s", b.Line, d.Path()+"/README.md", line)
			}
		}
	}
	if shown < len(Steps) {
		t.Errorf("%d commands are a README's; want at least one for each step", shown)
	}
}
