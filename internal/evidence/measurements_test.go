package evidence

import (
	"strings"
	"testing"
)

const rightMeasurements = `# Before and after

Same load, same machine.

| | before | after |
|---|---:|---:|
| goroutines at rest | 799 | 9 |
| connections at rest | 790 | 1 |
| busy p50 (ms) | 14.8 | 6.5 |
| busy p99 (ms) | 29.6 | 8.9 |
| good answers (busy) | 5980 | 6000 |

What I saw: | nothing | more |
`

// measure returns right measurements with some text replaced.
func measure(oldnew ...string) string {
	return strings.NewReplacer(oldnew...).Replace(rightMeasurements)
}

func TestRightMeasurements(t *testing.T) {
	for _, tt := range []struct{ name, text string }{
		{"plain", rightMeasurements},
		{"Windows", "\ufeff" + strings.ReplaceAll(rightMeasurements, "\n", "\r\n")},
		{"no last line end", strings.TrimSpace(strings.SplitAfter(rightMeasurements, "6000 |")[0])},
		{"units", measure("14.8", "14.8 ms", "6.5", "6.5ms", "5980", "99.7 %", "6000", "6,000 of 6,000", "790", "790 open")},
		{"bold, code, about", measure("799", "**799**", "14.8", "`14.8`", "29.6", "~ 29.6", "8.9", "≈8,9")},
		{"thousands", measure("799", "2,009", "790", "2 000", "5980", "5,980")},
		{"another table first", "| a | b |\n|---|---|\n| 1 | 2 |\n\n" + rightMeasurements},
		{"a row of one's own", measure("| good", "| MB | 28 | 12 |\n| good")},
		{"another case", measure("before | after", "Before | After", "goroutines at", "Goroutines  at")},
		{"open end", measure("799 | 9 |", "799 | 9")},
		{"only the counts differ", measure("6.5", "14.8", "8.9", "29.6", "6000", "5980")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, measurementsFile, []byte(tt.text))
			for _, f := range checkMeasurements(dir) {
				t.Errorf("finding %q; want none", f)
			}
		})
	}
}

func TestWrongMeasurements(t *testing.T) {
	told := messages{}
	for _, tt := range []struct{ name, text, called, got, want, why string }{
		{"no table", "# Before and after\n", "the table", "no table with the columns", "| | before | after |", "one without the other"},
		{"other columns", measure("| before |", "| leaky |"), "the table", "no table with", "| | before | after |", ""},
		{"rows missing", measure("| busy p50 (ms) | 14.8 | 6.5 |\n", "", "| good answers (busy) | 5980 | 6000 |\n", ""), "the table", "no row busy p50 (ms), good answers (busy)", "five rows", "another side"},
		{"row cut by a line", measure("| busy p99", "\n| busy p99"), "the table", "no row busy p99 (ms), good answers (busy)", "all in one table", ""},
		{"row twice", measure("| busy p99", "| goroutines at rest | 1 | 2 |\n| busy p99"), "the table", `two rows "goroutines at rest"`, "one", "delete one row"},
		{"cell missing", measure("| 799 | 9 |", "| 799 |"), "the table", `2 cells in row "goroutines at rest"`, "| goroutines at rest | a number | a number |", "compares nothing"},
		{"not filled in", measure("799", "?", "8.9", "? ms", "6000", ""), "the table", "no figure yet for: goroutines at rest before, busy p99 (ms) after, good answers (busy) after", "a number in each", "a repair that nobody measured"},
		{"swapped", measure("| 799 | 9 |", "| 9 | 799 |"), "the table", "goroutines at rest: 9 before, 799 after", "fewer after the repair", "columns look swapped"},
		{"copied", measure("| 9 |", "| 799 |", "| 1 |", "| 790 |", "6.5", "14.8", "8.9", "29.6", "6000", "5980"), "the table", "the same in every row", "two runs", "a column that was copied"},
		{"no number", measure("14.8", "slow"), `row "busy p50 (ms)", column "before": slow`, "no number", "12.3 ms", "in figures"},
		{"negative", measure("| 9 |", "| -9 |"), `row "goroutines at rest", column "after": -9`, "no number", "", ""},
		{"fraction", measure("| 1 |", "| 1.5 |"), `row "connections at rest", column "after": 1.5`, "1.5, which is no whole number", "when nothing is under way", "a fraction is of another row"},
		{"fraction of goroutines", measure("799", "7,5"), `row "goroutines at rest", column "before": 7,5`, "7,5, which is no whole number", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, measurementsFile, []byte(tt.text))
			findings := checkMeasurements(dir)
			seen := told
			if tt.name == "other columns" {
				seen = messages{} // the same as no table
			}
			seen.want(t, findings, tt.got, tt.want, tt.why)
			if !strings.Contains(findings[0].Called, tt.called) {
				t.Errorf("called %q; want %q in it", findings[0].Called, tt.called)
			}
		})
	}
}

// TestEachCellIsTold holds that one wrong cell does not hide another.
func TestEachCellIsTold(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, measurementsFile, []byte(measure("799", "a", "6.5", "b", "6000", "c")))
	if findings := checkMeasurements(dir); len(findings) != 3 {
		t.Errorf("%d findings; want 3: %q", len(findings), findings)
	}
}

// TestCheckMeasurements holds that a filled table passes the whole check.
func TestCheckMeasurements(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, measurementsFile, []byte(rightMeasurements))
	t.Setenv(folderVariable, dir)
	CheckMeasurements(t)
}
