package evidence

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/pprof/profile"

	"example.com/metricsworkshop/internal/verdict"
)

const profileAnswers = "profiles.txt"

// A blameQuestion asks for the function of package main that a profile blames.
type blameQuestion struct {
	key   string // and the type of the values
	kind  kind
	flags string // of go tool pprof, for another type than the profile's default
}

var blameQuestions = []blameQuestion{
	{key: "cpu", kind: cpu},
	{key: "alloc_space", kind: heap, flags: "-sample_index=alloc_space "},
	{key: "inuse_space", kind: heap},
}

// The questions to the goroutine profile.
const (
	keyGoroutines = "goroutines"
	keyWaiting    = "waiting in"
)

// checkProfileAnswers returns what is wrong with the answers, which the learner's
// own profiles judge.
func checkProfileAnswers(dir string, profiles map[kind]*profile.Profile) []verdict.Finding {
	keys := []string{"cpu", "alloc_space", "inuse_space", keyGoroutines, keyWaiting}
	answers, f := readAnswers(dir, profileAnswers, keys)
	if f != nil {
		return one(f)
	}
	crowd := crowdOf(profiles[goroutines])
	checks := map[string]func(answer string) *verdict.Finding{keyGoroutines: crowd.checkCount, keyWaiting: crowd.checkWaiting}
	for _, q := range blameQuestions {
		checks[q.key] = func(answer string) *verdict.Finding { return q.check(answer, profiles[q.kind]) }
	}
	var findings []verdict.Finding
	for _, key := range keys { // one at a time is a way, too
		if answer := answers[key]; isAnswer(answer) {
			if f := checks[key](answer); f != nil {
				findings = append(findings, *f)
			}
		}
	}
	if f := unanswered(profileAnswers, answers, keys); f != nil {
		findings = append(findings, *f)
	}
	return findings
}

func (q blameQuestion) check(answer string, p *profile.Profile) *verdict.Finding {
	b := blameOf(p, valueIndex(p, q.key))
	functions := b.functions()
	meant := named(answer, functions)
	if slices.ContainsFunc(meant, b.blames) {
		return nil
	}
	if len(meant) > 0 {
		name := meant[0]
		why := "another function of package main has more: it is the first line under flat"
		switch {
		case q.key == "inuse_space" && blameOf(p, valueIndex(p, "alloc_space")).blames(name):
			why = "it allocated the most since the start, and nearly all of that is garbage by now: inuse_space counts only what is still alive"
		case b.cum[name] > b.flat[name]:
			why = "another function of package main has more by itself, which is flat; a function high up in the stack has everything below it in its cum"
		}
		return q.wrong(answer, fmt.Sprintf("%s has %s of %s by itself, and %s with what it calls", name, b.share(b.flat[name]), q.key, b.share(b.cum[name])), why)
	}
	if near := nearly(answer, functions); len(near) > 0 {
		return q.wrong(answer, fmt.Sprintf("no function of that name; %s has %s", q.kind.file, strings.Join(near, " and ")),
			"the name has to be as the profile has it, with its receiver")
	}
	if len(named(answer, allFunctions(p))) > 0 {
		return q.wrong(answer, "a function of another package", "libraries do what they are asked to do: the question is which of our functions asks")
	}
	return q.wrong(answer, fmt.Sprintf("no function of package main in %s has that name", q.kind.file), "an answer comes from your profile: the command lists who is in it")
}

func (q blameQuestion) wrong(answer, got, why string) *verdict.Finding {
	return &verdict.Finding{
		Called: fmt.Sprintf("%s, %s: %s", profileAnswers, q.key, answer),
		Got:    got,
		Want:   fmt.Sprintf("the function of package main with the most %s by itself, from\ngo tool pprof -top \"-show=^main\\.\" %s%s", q.key, q.flags, q.kind.file),
		Why:    why,
	}
}

// allFunctions are those on any stack of a profile, sorted.
func allFunctions(p *profile.Profile) []string {
	seen := map[string]bool{}
	for _, s := range p.Sample {
		for name := range frames(s) {
			seen[name] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
