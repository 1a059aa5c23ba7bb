package evidence

import (
	"fmt"
	"maps"
	"slices"

	"github.com/google/pprof/profile"
)

// A blame says which functions of package main a profile's values go to.
//
// Each sample's value goes to the function of package main that is nearest to the
// leaf of its stack: what a library spends is on the account of whoever called it.
// That is flat in
//
//	go tool pprof -top "-show=^main\." FILE
//
// which hides all other functions. The sum over the whole stack, cum, would always
// blame the outermost function, a handler or a middleware, which has everything
// below it.
type blame struct {
	flat, cum map[string]int64
	total     int64 // of the profile, what package main has no part in included
}

func blameOf(p *profile.Profile, index int) blame {
	b := blame{map[string]int64{}, map[string]int64{}, total(p, index)}
	for _, s := range p.Sample {
		value := s.Value[index]
		seen := map[string]bool{} // a recursive function counts once
		for name := range frames(s) {
			if !isMain(name) || seen[name] {
				continue
			}
			if len(seen) == 0 {
				b.flat[name] += value
			}
			seen[name] = true
			b.cum[name] += value
		}
	}
	return b
}

// inMain is what package main has a part in.
func (b blame) inMain() int64 {
	var sum int64
	for _, value := range b.flat {
		sum += value
	}
	return sum
}

// blames reports whether a function has the largest value, or one that is as good.
func (b blame) blames(function string) bool {
	var most int64
	for _, value := range b.flat {
		most = max(most, value)
	}
	return most > 0 && float64(b.flat[function]) >= tie*float64(most)
}

// share is a value's share in the whole profile, as pprof has it.
func (b blame) share(value int64) string {
	if b.total == 0 {
		return "0 %"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(value)/float64(b.total))
}

// functions are those of package main that are on a stack, sorted.
func (b blame) functions() []string {
	return slices.Sorted(maps.Keys(b.cum))
}
