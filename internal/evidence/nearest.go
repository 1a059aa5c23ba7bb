package evidence

import "strings"

// nearest returns the word of a list that is the most like s, the first of several.
func nearest(s string, words []string) string {
	best, least := "", -1
	for _, w := range words {
		if d := distance(strings.ToLower(s), strings.ToLower(w)); least < 0 || d < least {
			best, least = w, d
		}
	}
	return best
}

// distance is the number of letters to insert, delete or replace between a and b.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1) // distances of what there is of from yet
	for j := range row {
		row[j] = j
	}
	for i, x := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range to {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
