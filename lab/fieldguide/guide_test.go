package fieldguide

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const guideFile = "../../docs/field-guide.md"

// symptoms brings about what each section of the guide is about, by the section's
// heading, and returns what somebody would have seen of it.
var symptoms = map[string]func(t *testing.T) string{
	"startWatcher.func1, more every hour, and InUse with them": growing,
	"As many startWatcher.func1 as connectionOpener":           idlePools,
	"startWatcher.func1 after a burst, with InUse 0":           afterBurst,
	"One startWatcher.func1 [select, 187 minutes]":             longAgo,
	"database/sql.(*DB).conn":                                  starved,
	"database/sql.(*Rows).awaitDone":                           rowsAwait,
	"database/sql.(*Tx).awaitDone":                             txAwait,
	"busy buffer":                                              busyBuffer,
	"Error 1040 (08004): Too many connections":                 tooManyConnections,
	"socket: too many open files":                              tooManyFiles,
}

// TestGuide brings about every symptom of the guide, and requires what the guide
// shows of it to be what is there.
func TestGuide(t *testing.T) {
	sections := readGuide(t)
	for heading, happen := range symptoms {
		t.Run(heading, func(t *testing.T) {
			shown, ok := sections[heading]
			if !ok || len(shown) == 0 {
				t.Fatalf("%s shows nothing under %q", guideFile, heading)
			}
			seen := shape(happen(t))
			for _, block := range shown {
				if !contains(lines(seen), lines(shape(block))) {
					t.Errorf("%s shows under %q\n%s\nwhich is not in\n%s", guideFile, heading, shape(block), seen)
				}
			}
		})
	}
	for heading, shown := range sections {
		if _, ok := symptoms[heading]; !ok && len(shown) > 0 {
			t.Errorf("nothing here brings about what %s shows under %q", guideFile, heading)
		}
	}
}

var (
	section = regexp.MustCompile("(?m)^## (.*)$")
	// shownBlock is a text block, but for the output of a command, whose block stands
	// before it: verify, or whoever runs the command, compares that.
	shownBlock = regexp.MustCompile("(?ms)(^```sh[^\n]*\n.*?^```\n\\s*)?^```text\n(.*?)^```$")
)

// readGuide returns what each section shows, by its heading.
func readGuide(t *testing.T) map[string][]string {
	t.Helper()
	raw, err := os.ReadFile(guideFile)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(raw), "\r\n", "\n")
	sections := map[string][]string{}
	starts := section.FindAllStringSubmatchIndex(text, -1)
	for i, at := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		heading := strings.ReplaceAll(text[at[2]:at[3]], "`", "")
		sections[heading] = nil
		for _, block := range shownBlock.FindAllStringSubmatch(text[at[1]:end], -1) {
			if block[1] == "" {
				sections[heading] = append(sections[heading], block[2])
			}
		}
	}
	return sections
}

// lines are the lines of a text, without those that name a file: these differ from
// one machine to the next.
func lines(text string) []string {
	all := strings.Split(strings.TrimSpace(text), "\n")
	return slices.DeleteFunc(all, func(line string) bool { return strings.HasPrefix(line, "\t") })
}

// contains reports whether seen has the lines of shown, one after the other; a line
// "…" of shown is any lines.
func contains(seen, shown []string) bool {
	for i := range seen {
		if begins(seen[i:], shown) {
			return true
		}
	}
	return false
}

func begins(seen, shown []string) bool {
	if len(shown) == 0 {
		return true
	}
	if shown[0] == "…" {
		return contains(seen, shown[1:]) || len(shown) == 1
	}
	return len(seen) > 0 && seen[0] == shown[0] && begins(seen[1:], shown[1:])
}

// TestContains has what the guide must not get away with.
func TestContains(t *testing.T) {
	seen := []string{"a", "b", "c", "d"}
	for shown, want := range map[string]bool{"a b": true, "c d": true, "a c": false, "a … c": true, "b … a": false, "d e": false, "… d": true} {
		if got := contains(seen, strings.Fields(shown)); got != want {
			t.Errorf("contains(%q) = %v; want %v", shown, got, want)
		}
	}
	dump := "goroutine 7 [select, 3 minutes]:\ndatabase/sql.(*DB).conn(0xc0001, {0x1, 0x2}, 0x1)\n\t/home/me/sql.go:12 +0x1f\n1 @ 0x47f 0x45b\n#\t0x6fd8f2\tmain.main+0x112\t/home/me/main.go:7"
	want := "goroutine N [select]:\ndatabase/sql.(*DB).conn(...)\n\t/home/me/sql.go:N +N\nN @ N\n#\tN\tmain.main+N\t…/main.go:N"
	if got := shape(dump); got != want {
		t.Errorf("shape = %q; want %q", got, want)
	}
}

// seen joins what a symptom shows.
func seen(parts ...string) string { return strings.Join(parts, "\n") }
