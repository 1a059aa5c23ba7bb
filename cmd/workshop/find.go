package main

// findVerb finds a verb by its name. The error suggests the nearest one.
func findVerb(name string) (verb, error) {
	nearest, best := "help", distance(name, "help")
	for _, v := range verbs() {
		if v.name == name {
			return v, nil
		}
		if d := distance(name, v.name); d < best {
			nearest, best = v.name, d
		}
	}
	const listAll = "go tool workshop help lists all verbs."
	if best > (len(name)+1)/2 {
		return verb{}, usageErrorf("there is no verb %q\n%s", name, listAll)
	}
	return verb{}, usageErrorf("there is no verb %q; did you mean %q?\n%s", name, nearest, listAll)
}

// distance is how many letters must be changed, added or removed to get b from a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
