package evidence

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/metricsworkshop/internal/verdict"
)

const (
	lineupFile = "lineup.txt"
	keyLeaker  = "leaker"

	lineupCommand = "go tool workshop lineup 5"
)

// A lookup is one of the four in the line-up.
type lookup struct {
	name  string
	other []string          // names in letters only: of its route, its method, the line-up
	right string            // how it reads its rows: a letter
	again map[string]string // what makes one look again, by wrong letter
	alibi string            // what speaks against it as the leaker; "" is the leaker
}

// ways are how rows may be read, by letter. The README has them in this order.
var ways = map[string]string{
	"a": "it closes its rows on every way out",
	"b": "it never closes them, and reads to the end",
	"c": "it asks for one row, and Scan closes it",
	"d": "it asks for one Next and forgets the rows",
}

var lookups = []lookup{
	{
		name: "customer orders", other: []string{"customerorders", "customers", "customersidorders"}, right: "a",
		again: map[string]string{
			"b": "look at the line below the check of the query's error",
			"c": "look at how many orders it may return",
			"d": "look at what stands around rows.Next",
		},
		alibi: "it has the largest answers of the four, which is work and no leak: when it has answered, both counts are what they were before",
	},
	{
		name: "merchant queue", other: []string{"merchantqueue", "merchants", "merchantsidqueue"}, right: "b",
		again: map[string]string{
			"a": "look for the line that closes the rows",
			"c": "look at how many rows it counts",
			"d": "look at how often it calls rows.Next",
		},
		alibi: "in its row of the table nothing is kept: how its code looks is another question, the second one",
	},
	{
		name: "driver current", other: []string{"drivercurrent", "current", "driversidcurrent"}, right: "c",
		again: map[string]string{
			"a": "look at what its query returns: has that a Close?",
			"b": "look for the loop that reads to the end",
			"d": "look at the call that reads the row: is it rows.Next?",
		},
		alibi: "the right party, drivers, but the other lookup has a row of its own in the table: compare the two",
	},
	{
		name: "driver busy", other: []string{"driverbusy", "busy", "driversidbusy"}, right: "d",
		again: map[string]string{
			"a": "look for a Close behind the call of rows.Next, or deferred before it",
			"b": "look at how often it calls rows.Next when there is a row",
			"c": "look for the Scan",
		},
	},
}

// CheckLineup judges task 5.1: the name of the lookup that leaks, which the numbers
// tell, and then how each of the four reads its rows.
func CheckLineup(t *testing.T) {
	t.Helper()
	report(t, "5.1", checkLineup(folder()))
}

func checkLineup(dir string) []verdict.Finding {
	letters := make([]string, len(lookups))
	for i, l := range lookups {
		letters[i] = l.name
	}
	answers, f := readAnswers(dir, lineupFile, append([]string{keyLeaker}, letters...))
	if f == nil {
		f = unanswered(lineupFile, answers, []string{keyLeaker})
	}
	if f == nil {
		f = checkLeaker(answers[keyLeaker])
	}
	if f == nil {
		if f = unanswered(lineupFile, answers, letters); f != nil {
			f.Got = "the leaker is right; " + f.Got
		}
	}
	if f != nil {
		return one(f)
	}
	var findings []verdict.Finding
	for _, l := range lookups {
		findings = append(findings, one(l.checkWay(answers[l.name]))...)
	}
	return findings
}

func checkLeaker(answer string) *verdict.Finding {
	f := &verdict.Finding{
		Called: fmt.Sprintf("%s, %s: %s", lineupFile, keyLeaker, answer),
		Want:   "the lookup after whose requests more connections and goroutines are left than before\n" + lineupCommand,
	}
	i := slices.IndexFunc(lookups, func(l lookup) bool { return l.called(answer) })
	switch {
	case i < 0:
		var names []string
		for _, l := range lookups {
			names = append(names, l.name)
		}
		f.Got = "none of the four lookups: " + strings.Join(names, ", ")
		f.Why = "the numbers point to one of them"
	case lookups[i].alibi == "":
		return nil
	default:
		f.Got = lookups[i].name + ", which gives back what it takes"
		f.Why = lookups[i].alibi
	}
	return f
}

// called reports whether a name is the lookup's: its name in the line-up, or that
// of its method or route.
func (l lookup) called(name string) bool {
	letters := strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, strings.ToLower(strings.TrimPrefix(strings.TrimSpace(name), "GET ")))
	return slices.Contains(l.other, letters)
}

func (l lookup) checkWay(answer string) *verdict.Finding {
	letter := strings.ToLower(strings.TrimRight(answer, ".)"))
	if letter == l.right {
		return nil
	}
	f := &verdict.Finding{
		Called: fmt.Sprintf("%s, %s: %s", lineupFile, l.name, answer),
		Want:   "the letter for how this lookup reads its rows, from lookups.go",
		Why:    "who is safe, and why, decides what has to be repaired",
	}
	if ways[letter] == "" {
		f.Got = "no letter from a to d"
		return f
	}
	f.Got = fmt.Sprintf("%s, which would mean: %s", letter, ways[letter])
	f.Want += "\n" + l.again[letter]
	return f
}
