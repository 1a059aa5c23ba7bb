package evidence

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/google/pprof/profile"
)

// frames yields the functions of a stack from the leaf on. A location has more
// than one if calls were inlined, the innermost first.
func frames(s *profile.Sample) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, location := range s.Location {
			for _, line := range location.Line {
				if line.Function != nil && !yield(line.Function.Name) {
					return
				}
			}
		}
	}
}

// A group is all goroutines with one stack.
type group struct {
	count   int64
	waiting string // the function they wait in
}

// groups are the goroutines of a profile by stack, the largest group first.
func groups(p *profile.Profile) []group {
	byStack := map[string]*group{}
	for _, s := range p.Sample {
		key := stackKey(s) // labels do not count
		if byStack[key] == nil {
			byStack[key] = &group{waiting: waitingIn(s)}
		}
		byStack[key].count += s.Value[0]
	}
	var all []group
	for _, g := range byStack {
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, b group) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.waiting, b.waiting))
	})
	return all
}

func stackKey(s *profile.Sample) string {
	var b strings.Builder
	for _, location := range s.Location {
		for _, line := range location.Line {
			if line.Function != nil {
				fmt.Fprintf(&b, "%s:%d\n", line.Function.Name, line.Line)
			}
		}
	}
	return b.String()
}

// machinery are the packages whose functions every goroutine that waits has on
// top, whatever it waits for.
var machinery = []string{"runtime", "internal/", "net", "sync", "syscall", "time", "os", "io", "bufio"}

// waitingIn is the function a goroutine waits in: the first from the leaf on that
// is not of the machinery, or the last of all if there is no such one.
func waitingIn(s *profile.Sample) string {
	last := ""
	for name := range frames(s) {
		last = name
		if !isMachinery(name) {
			break
		}
	}
	return last
}

func isMachinery(function string) bool {
	pkg := packageOf(function)
	return slices.ContainsFunc(machinery, func(m string) bool {
		return pkg == m || strings.HasSuffix(m, "/") && strings.HasPrefix(pkg, m)
	})
}

// packageOf is the import path in a function's name.
func packageOf(function string) string {
	slash := strings.LastIndex(function, "/") + 1
	pkg, _, _ := strings.Cut(function[slash:], ".")
	return function[:slash] + pkg
}

// total is the sum of a profile's values.
func total(p *profile.Profile, index int) int64 {
	var sum int64
	for _, s := range p.Sample {
		sum += s.Value[index]
	}
	return sum
}
