package recorder

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"example.com/metricsworkshop/lab/live"
)

// A sieve picks some of many lines: the newest of each name first, so that what comes
// once a second is not lost among what comes with every request, and then the newest
// of all.
type sieve struct {
	limit  int // how many it picks
	seen   int // since the last take
	newest []grain
	byName map[string]grain // the newest of each name, of the first limit names
}

// A grain is a line, and how many came before it.
type grain struct {
	number int
	live.Wire
}

func (s *sieve) add(name string, w live.Wire) {
	g := grain{s.seen, w}
	if s.seen < s.limit {
		s.newest = append(s.newest, g)
	} else {
		s.newest[s.seen%s.limit] = g
	}
	if _, ok := s.byName[name]; ok || len(s.byName) < s.limit {
		if s.byName == nil {
			s.byName = map[string]grain{}
		}
		s.byName[name] = g
	}
	s.seen++
}

// take returns what was picked, in the order in which it came, and begins anew. If it
// has left any out, the last one says how many, and what they are.
func (s *sieve) take(at int64, what string) []live.Wire {
	picked := map[int]grain{}
	for _, g := range s.byName {
		picked[g.number] = g
	}
	newestFirst := func(a, b grain) int { return cmp.Compare(b.number, a.number) }
	slices.SortFunc(s.newest, newestFirst)
	for _, g := range s.newest {
		if len(picked) == s.limit {
			break
		}
		picked[g.number] = g
	}
	var wires []live.Wire
	for _, number := range slices.Sorted(maps.Keys(picked)) {
		wires = append(wires, picked[number].Wire)
	}
	if more := s.seen - len(wires); more > 0 {
		wires = append(wires, live.Wire{At: at, Kind: kindMore, Text: fmt.Sprintf("and %d more %s", more, what)})
	}
	*s = sieve{limit: s.limit}
	return wires
}
