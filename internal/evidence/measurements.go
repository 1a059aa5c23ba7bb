package evidence

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/verdict"
)

const measurementsFile = "measurements.md"

// A row is one of the rows of the table in measurements.md.
type row struct {
	name  string
	whole bool // its numbers count things
}

var rows = []row{
	{"goroutines at rest", true},
	{"connections at rest", true},
	{"busy p50 (ms)", false},
	{"busy p99 (ms)", false},
	{"good answers (busy)", false},
}

// columns are those of the table; the first has the rows' names.
var columns = []string{"before", "after"}

// CheckMeasurements judges the table of task 5.4: that it is filled in, with
// numbers. It does not judge the figures, which are the machine's.
func CheckMeasurements(t *testing.T) {
	t.Helper()
	report(t, "5.4", checkMeasurements(folder()))
}

// checkMeasurements returns the first thing that is wrong with the table.
func checkMeasurements(dir string) []verdict.Finding {
	text, f := readText(dir, measurementsFile)
	if f != nil {
		return one(f)
	}
	cells, f := readTable(text)
	if f == nil {
		f = cells.missing()
	}
	if f == nil {
		f = cells.unmeasured()
	}
	if f != nil {
		return one(f)
	}
	var findings []verdict.Finding
	for _, r := range rows {
		for i := range columns {
			findings = append(findings, one(r.check(i, cells[r.name][i]))...)
		}
	}
	if len(findings) > 0 {
		return findings
	}
	if f := cells.alike(); f != nil {
		return one(f)
	}
	return one(cells.swapped())
}

// A table has the cells of each row, one for each of the columns.
type table map[string][]string

// readTable returns the first table that has all columns.
func readTable(text string) (table, *verdict.Finding) {
	var cells table
	for line := range strings.Lines(text) {
		fields := tableRow(line)
		switch {
		case cells == nil && len(fields) == 1+len(columns) && equalFold(fields[1:], columns):
			cells = table{}
		case cells != nil && len(fields) == 0:
			return cells, nil
		case cells != nil:
			i := slices.IndexFunc(rows, func(r row) bool { return strings.EqualFold(r.name, fields[0]) })
			if i < 0 {
				continue // the line below the header, or a row of the learner's own
			}
			name := rows[i].name
			if cells[name] != nil {
				return nil, wrongTable(fmt.Sprintf("two rows %q", name), "one", "of two figures nobody knows which is yours: delete one row")
			}
			if len(fields) != 1+len(columns) {
				return nil, wrongTable(fmt.Sprintf("%d cells in row %q", len(fields), name), "| "+name+" | a number | a number |", "without one of its cells, a row compares nothing")
			}
			cells[name] = fields[1:]
		}
	}
	if cells == nil {
		return nil, wrongTable("no table with the columns of this task", "| | before | after |\n|---|---|---|", "before is the leaky service, after is the repaired one: one without the other shows nothing")
	}
	return cells, nil
}

// tableRow returns the cells of a row of a Markdown table, none for another line.
func tableRow(line string) []string {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "|") {
		return nil
	}
	cells := strings.Split(strings.TrimSuffix(line[1:], "|"), "|")
	for i, cell := range cells {
		cell = strings.NewReplacer("*", "", "`", "", "\u00a0", " ", "\u202f", " ").Replace(cell)
		cells[i] = strings.Join(strings.Fields(cell), " ")
	}
	return cells
}

func equalFold(a, b []string) bool { return slices.EqualFunc(a, b, strings.EqualFold) }

// missing is the finding on rows that are not there, or nil.
func (c table) missing() *verdict.Finding {
	var names []string
	for _, r := range rows {
		if c[r.name] == nil {
			names = append(names, r.name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return wrongTable("no row "+strings.Join(names, ", "), "the five rows that the file came with, all in one table", "each shows another side of the leak")
}

// unmeasured is the finding on cells that have no figure yet, or nil.
func (c table) unmeasured() *verdict.Finding {
	var open []string
	for _, r := range rows {
		for i, column := range columns {
			if cell := c[r.name][i]; cell == "" || strings.Contains(cell, notYet) {
				open = append(open, r.name+" "+column)
			}
		}
	}
	if len(open) == 0 {
		return nil
	}
	return wrongTable("no figure yet for: "+strings.Join(open, ", "), "a number in each", "a repair that nobody measured is a belief. The leaky service is there to measure still, as solutions/4: the file has both commands")
}

// alike is the finding on two columns that are one, or nil.
func (c table) alike() *verdict.Finding {
	for _, r := range rows {
		if c[r.name][0] != c[r.name][1] {
			return nil
		}
	}
	return wrongTable("before and after are the same in every row", "the figures of two runs: the leaky service, and the repaired one", "a column that was copied says that the repair changed nothing")
}

// swapped is the finding on a repair that leaves more than the leak did, or nil.
func (c table) swapped() *verdict.Finding {
	for _, r := range rows {
		before, after := count(c[r.name][0]), count(c[r.name][1])
		if r.whole && before <= after {
			return wrongTable(fmt.Sprintf("%s: %d before, %d after", r.name, before, after), "fewer after the repair than before it",
				"the columns look swapped, or one of the runs was another service's: before is solutions/4, after is 5, both at rest")
		}
	}
	return nil
}

func wrongTable(got, want, why string) *verdict.Finding {
	return &verdict.Finding{Called: "read the table in " + measurementsFile, Got: got, Want: want, Why: why}
}
