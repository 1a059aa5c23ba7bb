package lesson

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A Block is a fenced sh block of a README, with what its fence says:
//
//	```sh exit=1 compare
//
// NoRun is why it is not run (norun="…"), Exit the status it must end with,
// Until the output at which it is interrupted (until="regexp"), and Want the
// text block behind it where the fence says compare. Where it says compare=shape
// the numbers of the run are its own.
type Block struct {
	Line  int // of the fence
	Text  string
	NoRun string
	Exit  int
	Until *regexp.Regexp
	Want  string
	Shape bool
}

var (
	fence     = regexp.MustCompile("(?ms)^```(\\w*)([^\\n]*)\\n(.*?)^```$")
	attribute = regexp.MustCompile(`(\w+)(?:=("[^"]*"|\S+))?`)
)

// Blocks returns the sh blocks of a README.
func Blocks(readme string) ([]Block, error) {
	readme = strings.ReplaceAll(readme, "\r\n", "\n")
	all := fence.FindAllStringSubmatchIndex(readme, -1)
	part := func(m []int, i int) string { return readme[m[2*i]:m[2*i+1]] }
	var blocks []Block
	for i, m := range all {
		if part(m, 1) != "sh" {
			continue
		}
		b := Block{Line: 1 + strings.Count(readme[:m[0]], "\n"), Text: part(m, 3)}
		for _, a := range attribute.FindAllStringSubmatch(part(m, 2), -1) {
			value := strings.Trim(a[2], `"`)
			var err error
			switch a[1] {
			case "norun":
				b.NoRun = value
				if value == "" {
					err = fmt.Errorf(`want the reason: norun="…"`)
				}
			case "exit":
				b.Exit, err = strconv.Atoi(value)
			case "until":
				b.Until, err = regexp.Compile(value)
			case "compare":
				if i+1 == len(all) || part(all[i+1], 1) != "text" {
					err = fmt.Errorf("compare needs a text block behind it")
				} else {
					b.Want = part(all[i+1], 3)
				}
				if b.Shape = value == "shape"; value != "" && !b.Shape {
					err = fmt.Errorf("compare or compare=shape, not compare=%s", value)
				}
			default:
				err = fmt.Errorf("unknown word %q", a[1])
			}
			if err != nil {
				return nil, fmt.Errorf("line %d: the fence of a sh block: %w", b.Line, err)
			}
		}
		blocks = append(blocks, b)
	}
	return blocks, nil
}

// volatile is what differs from run to run: durations, and go test's "(cached)".
var volatile = regexp.MustCompile(`\(cached\)|\b\d+(\.\d+)?(µs|ms|s| s)\b`)

// number is a number with the spaces before it, which align a column.
var number = regexp.MustCompile(` *\b\d[\d,]*(\.\d+)?\b`)

// Matches compares a block's output with what the README shows. Durations may
// differ, or with Shape all numbers, and a line "…" stands for any number of lines.
func (b Block) Matches(output string) error {
	clean := func(text string) []string {
		lines := strings.Split(strings.TrimSpace(volatile.ReplaceAllString(text, "TIME")), "\n")
		for i := range lines {
			if b.Shape {
				// A wider number makes its column wider, the words in it too.
				lines[i] = strings.Join(strings.Fields(number.ReplaceAllString(lines[i], " N")), " ")
			}
			lines[i] = strings.TrimRight(strings.ReplaceAll(lines[i], "\t", " "), " \r")
		}
		return lines
	}
	if !matchLines(clean(b.Want), clean(output)) {
		return fmt.Errorf("the README shows:\n%s\nthe run printed:\n%s", b.Want, output)
	}
	return nil
}

func matchLines(want, got []string) bool {
	for len(want) > 0 {
		if want[0] == "…" {
			for skip := range len(got) + 1 {
				if matchLines(want[1:], got[skip:]) {
					return true
				}
			}
			return false
		}
		if len(got) == 0 || want[0] != got[0] {
			return false
		}
		want, got = want[1:], got[1:]
	}
	return len(got) == 0
}
