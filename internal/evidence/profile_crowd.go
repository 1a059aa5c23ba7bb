package evidence

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/pprof/profile"

	"example.com/metricsworkshop/internal/verdict"
)

// A crowd is what a goroutine profile says about its biggest groups of equal
// stacks: the biggest, and those that are as big but for chance.
type crowd struct {
	biggest []group
	onStack map[string]int64 // how many goroutines have a function on their stack
	total   int64
}

func crowdOf(p *profile.Profile) crowd {
	all := groups(p)
	biggest := slices.DeleteFunc(slices.Clone(all), func(g group) bool {
		return float64(g.count) < tie*float64(all[0].count)
	})
	c := crowd{biggest: biggest, onStack: map[string]int64{}, total: total(p, 0)}
	for _, s := range p.Sample {
		seen := map[string]bool{}
		for name := range frames(s) {
			if !seen[name] {
				seen[name] = true
				c.onStack[name] += s.Value[0]
			}
		}
	}
	return c
}

// checkCount judges how many the group has. The function they wait in may be at
// two of its lines, which are two groups: "pprof -top" counts them together, so
// that number is as good.
func (c crowd) checkCount(answer string) *verdict.Finding {
	first, _, _ := strings.Cut(answer, " ")
	n, err := strconv.ParseInt(strings.ReplaceAll(first, ",", ""), 10, 64)
	if err != nil {
		return c.wrong(keyGoroutines, answer, "no number", "how many there are, as in: goroutines: 12", "the number is what the graph of goroutines shows, but for the few that every service has")
	}
	for _, g := range c.biggest {
		if n >= g.count && n <= c.onStack[g.waiting] {
			return nil
		}
	}
	want := "how many goroutines the biggest group of equal stacks has"
	if n == c.total {
		return c.wrong(keyGoroutines, answer, "all goroutines of the profile, whatever they do", want, "the service's own few are among them: those that leak all have one stack")
	}
	if n < c.total {
		return c.wrong(keyGoroutines, answer, fmt.Sprintf("no number of the file's biggest group; the file has %d goroutines in all", c.total), want,
			"pprof -traces prints the biggest group first: it is the number in front of that stack")
	}
	return c.wrong(keyGoroutines, answer, fmt.Sprintf("not the number in the file, which has %d goroutines in all", c.total), want,
		"count in the file that you saved: the page of the running service is ahead of it")
}

func (c crowd) checkWaiting(answer string) *verdict.Finding {
	functions := slices.Sorted(maps.Keys(c.onStack))
	meant := named(answer, functions)
	if slices.ContainsFunc(c.biggest, func(g group) bool { return slices.Contains(meant, g.waiting) }) {
		return nil
	}
	want := "the first function of the biggest group's stack that is not the runtime's or the network's"
	if len(meant) > 0 && slices.ContainsFunc(meant, isMachinery) {
		return c.wrong(keyWaiting, answer, "the machinery of waiting, which is on top of every stack", want,
			"it says that they wait, not what for: the next function below it does")
	}
	if len(meant) > 0 {
		return c.wrong(keyWaiting, answer, fmt.Sprintf("%s is on the stack of %d of %d goroutines, but the biggest group does not wait in it", meant[0], c.onStack[meant[0]], c.total), want,
			"a few goroutines are always there: the crowd is what grows")
	}
	if near := nearly(answer, functions); len(near) > 0 {
		return c.wrong(keyWaiting, answer, fmt.Sprintf("no function of that name; %s has %s", goroutines.file, strings.Join(near, " and ")), want,
			"the name has to be as the profile has it, with its receiver and the number of its closure")
	}
	return c.wrong(keyWaiting, answer, fmt.Sprintf("no goroutine in %s has that function on its stack", goroutines.file), want,
		"an answer comes from your profile: the command prints every stack in it")
}

func (c crowd) wrong(key, answer, got, want, why string) *verdict.Finding {
	return &verdict.Finding{
		Called: fmt.Sprintf("%s, %s: %s", profileAnswers, key, answer),
		Got:    got,
		Want:   want + "; see\ngo tool pprof -traces " + goroutines.file,
		Why:    why,
	}
}
