package evidence

import (
	"regexp"
	"slices"
	"strings"
)

var closure = regexp.MustCompile(`^func\d+$`)

// canonical is a function's name without what people leave away: the import path
// but for its last element, the star and brackets of a receiver, quotes, and the
// brackets of a call.
func canonical(name string) string {
	name = strings.Trim(strings.TrimSpace(name), "`'\"")
	name = strings.TrimSuffix(strings.TrimSuffix(name, " (inline)"), "()")
	name = name[strings.LastIndex(name, "/")+1:]
	return strings.NewReplacer("(*", "", "(", "", ")", "").Replace(name)
}

// sameFunction reports whether an answer is a function's name, with or without its
// package.
func sameFunction(answer, function string) bool {
	a, f := canonical(answer), canonical(function)
	_, bare, _ := strings.Cut(f, ".")
	return a != "" && (a == f || a == bare)
}

// named returns the functions that an answer names.
func named(answer string, functions []string) []string {
	var all []string
	for _, f := range functions {
		if sameFunction(answer, f) {
			all = append(all, f)
		}
	}
	return all
}

// nearly returns up to three of the functions that an answer nearly names: with
// letters in another case, without its receiver or the number of its closure, or
// with up to two letters wrong.
func nearly(answer string, functions []string) []string {
	var all []string
	a := strings.ToLower(canonical(answer))
	for _, function := range functions {
		f := strings.ToLower(canonical(function))
		_, bare, _ := strings.Cut(f, ".")
		if partsOf(a, f) || min(distance(a, f), distance(a, bare)) <= 2 && len(a) > 4 {
			all = append(all, function)
		}
	}
	slices.Sort(all)
	return all[:min(len(all), 3)]
}

// partsOf reports whether an answer has some of a function's parts, in their order,
// and more than its package.
func partsOf(answer, function string) bool {
	parts, all := strings.Split(answer, "."), strings.Split(function, ".")
	next, telling := 0, false
	for i, part := range all {
		if next < len(parts) && parts[next] == part {
			next++
			telling = telling || i > 0 && !closure.MatchString(part)
		}
	}
	return next == len(parts) && telling
}
