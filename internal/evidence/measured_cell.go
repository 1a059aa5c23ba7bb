package evidence

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"example.com/metricsworkshop/internal/verdict"
)

var (
	// figure is a number without a sign, and behind it perhaps a unit or a remark:
	// 799, 2,009, 14.8 ms, 99.9%, 5,980 of 6,000.
	figure = regexp.MustCompile(`^(\d[\d,. ]*)(?:[^\d,.].*)?$`)

	// thousands is a whole number, written in groups or not.
	thousands = regexp.MustCompile(`^\d+$|^\d{1,3}([,. ]\d{3})+$`)
)

// count is the whole number in a good cell.
func count(cell string) int {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, figure.FindStringSubmatch(strings.TrimLeft(cell, "~≈ "))[1])
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0 // of more digits than any count has
	}
	return n
}

// check judges one cell of a row, by the column's index.
func (r row) check(column int, cell string) *verdict.Finding {
	f := &verdict.Finding{
		Called: fmt.Sprintf("%s, row %q, column %q: %s", measurementsFile, r.name, columns[column], cell),
	}
	match := figure.FindStringSubmatch(strings.TrimLeft(cell, "~≈ "))
	if match == nil {
		f.Got = "no number"
		f.Want = "the figure from the table that the load printed, as in 12 or 12.3 ms"
		f.Why = "before and after can only be compared in figures"
		return f
	}
	if number := strings.TrimRight(match[1], " ,."); r.whole && !thousands.MatchString(number) {
		f.Got = number + ", which is no whole number"
		f.Want = "how many there are when nothing is under way any more"
		f.Why = "goroutines and connections are counted: a fraction is of another row"
		return f
	}
	return nil
}
