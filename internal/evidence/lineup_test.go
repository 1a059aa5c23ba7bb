package evidence

import (
	"fmt"
	"testing"
)

const rightLineup = `leaker: driver busy
customer orders: a
merchant queue: b
driver current: c
driver busy: d
`

func TestRightLineup(t *testing.T) {
	for _, leaker := range []string{"driver busy", "DriverBusy", "busy", "GET /drivers/{id}/busy", "/drivers/{id}/busy", "driver-busy", "Driver Busy."} {
		dir := t.TempDir()
		write(t, dir, lineupFile, fmt.Appendf(nil, "leaker: %s\ncustomer orders: A\nmerchant queue: b)\ndriver current: c.\ndriver busy: d\n", leaker))
		for _, f := range checkLineup(dir) {
			t.Errorf("leaker %q: finding %q; want none", leaker, f)
		}
	}
}

func TestWrongLineup(t *testing.T) {
	const ask = "connections and goroutines are left than before\ngo tool workshop lineup 5"
	lines := func(leaker, customer, merchant, current, busy string) string {
		return fmt.Sprintf("leaker: %s\ncustomer orders: %s\nmerchant queue: %s\ndriver current: %s\ndriver busy: %s\n", leaker, customer, merchant, current, busy)
	}
	told := messages{}
	for _, tt := range []struct{ name, text, got, want, why string }{
		{"nothing", lines("?", "?", "?", "?", "?"), "not answered these yet: leaker", "answer", ""},
		{"customers", lines("CustomerOrders", "?", "?", "?", "?"), "customer orders, which gives back", ask, "work and no leak"},
		{"merchants", lines("GET /merchants/{id}/queue", "x", "x", "x", "x"), "merchant queue, which gives back", ask, "nothing is kept"},
		{"current", lines("driver current", "a", "b", "c", "d"), "driver current, which gives back", ask, "compare the two"},
		{"nobody", lines("the database", "?", "?", "?", "?"), "none of the four lookups: customer orders, merchant queue", ask, "point to one"},
		{"letters", lines("busy", "?", "b", "?", "d"), "not answered these yet: customer orders, driver current", "answer", ""},
		{"no letter", lines("busy", "a", "b", "c", "closed"), "no letter from a to d", "from lookups.go", "has to be repaired"},
		{"customers b", lines("busy", "b", "b", "c", "d"), "b, which would mean: it never closes them, and reads to the end", "the query's error", ""},
		{"customers c", lines("busy", "c", "b", "c", "d"), "c, which would mean: it asks for one row, and Scan closes it", "how many orders", ""},
		{"customers d", lines("busy", "d", "b", "c", "d"), "d, which would mean: it asks for one Next", "around rows.Next", ""},
		{"merchants a", lines("busy", "a", "a", "c", "d"), "a, which would mean: it closes its rows", "the line that closes", ""},
		{"merchants c", lines("busy", "a", "c", "c", "d"), "c, which", "how many rows it counts", ""},
		{"merchants d", lines("busy", "a", "d", "c", "d"), "d, which", "how often it calls rows.Next", ""},
		{"current a", lines("busy", "a", "b", "a", "d"), "a, which", "has that a Close?", ""},
		{"current b", lines("busy", "a", "b", "b", "d"), "b, which", "look for the loop", ""},
		{"current d", lines("busy", "a", "b", "d", "d"), "d, which", "is it rows.Next?", ""},
		{"busy a", lines("busy", "a", "b", "c", "a"), "a, which", "deferred before it", ""},
		{"busy b", lines("busy", "a", "b", "c", "b"), "b, which", "when there is a row", ""},
		{"busy c", lines("busy", "a", "b", "c", "c"), "c, which", "look for the Scan", ""},
		{"key", "leaker: busy\ndrivers busy: d\n", `the key "drivers busy:"`, `the nearest is "driver busy:"`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, lineupFile, []byte(tt.text))
			told.want(t, checkLineup(dir), tt.got, tt.want, tt.why)
		})
	}
}

// TestEachLetterIsTold holds that one wrong letter does not hide another.
func TestEachLetterIsTold(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, lineupFile, []byte("leaker: busy\ncustomer orders: d\nmerchant queue: b\ndriver current: d\ndriver busy: a\n"))
	if findings := checkLineup(dir); len(findings) != 3 {
		t.Errorf("%d findings; want 3: %q", len(findings), findings)
	}
}

// TestCheckLineup holds that right answers pass the whole check.
func TestCheckLineup(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, lineupFile, []byte(rightLineup))
	t.Setenv(folderVariable, dir)
	CheckLineup(t)
}

// TestLookupsHaveAllLetters holds that each wrong letter has an explanation.
func TestLookupsHaveAllLetters(t *testing.T) {
	for _, l := range lookups {
		for letter := range ways {
			if has := l.again[letter] != ""; has == (letter == l.right) {
				t.Errorf("%s: an explanation for %s is %v; right is %s", l.name, letter, has, l.right)
			}
		}
		if l.called("") || !l.called(l.name) {
			t.Errorf("%s is not called by its name alone", l.name)
		}
	}
}
