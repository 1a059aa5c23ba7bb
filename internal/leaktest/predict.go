package leaktest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"example.com/metricsworkshop/internal/verdict"
)

// A Detector is a test that should be red over a leak. Where it cannot run it skips,
// and says the command that runs it.
type Detector struct {
	Name   string
	Leak   Variant
	Detect func(t testing.TB, busy Busy)
}

// Names are the names of detectors, which are the keys of predictions.
func Names(detectors []Detector) []string {
	var names []string
	for _, d := range detectors {
		names = append(names, d.Name)
	}
	return names
}

const (
	red   = "red"
	green = "green"
)

// A prediction is what a learner wrote about a detector: "red", and then, when it has
// run, "red, was green".
type prediction struct{ predicted, was string }

func parsePrediction(text string) (p prediction, ok bool) {
	isColor := func(s string) bool { return s == red || s == green }
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '?' })
	words = slices.DeleteFunc(words, func(w string) bool { return w == "was" })
	switch len(words) {
	case 1:
		p.predicted = words[0]
	case 2:
		p.predicted, p.was = words[0], words[1]
	}
	return p, isColor(p.predicted) && (isColor(p.was) || p.was == "" || p.was == "?")
}

// Predict runs the detectors over their leaks and fails t until answers, by name, say
// what each of them was. What was predicted may be wrong: that is counted, and no
// failure. Nothing runs before everything is predicted.
func Predict(t testing.TB, detectors []Detector, answers map[string]string) {
	v := verdict.For(t, "5.2")
	predictions := map[string]prediction{}
	for _, d := range detectors {
		p, ok := parsePrediction(answers[d.Name])
		if !ok {
			v.Wrong(verdict.Finding{Called: "predictions.txt, " + d.Name, Got: answers[d.Name], Want: "red or green; and when it has run: red, was green",
				Why: "red is a detector that sees the leak, green one that does not"})
			return
		}
		predictions[d.Name] = p
	}
	var missing, wrong, lies []string
	ran, hits := 0, 0
	for _, d := range detectors {
		p, o := predictions[d.Name], Try(t, d.Leak, d.Detect)
		if o.Skipped {
			fmt.Fprintf(t.Output(), "%s: not run, predicted %s; it needs\n    %s\n", d.Name, p.predicted, strings.Join(o.Said, " "))
			continue
		}
		was := green
		if o.Red() {
			was = red
		} else {
			lies = append(lies, d.Name)
		}
		fmt.Fprintf(t.Output(), "%s: %s, predicted %s\n", d.Name, was, p.predicted)
		ran++
		if p.predicted == was {
			hits++
		}
		switch p.was {
		case was:
		case "", "?":
			missing = append(missing, d.Name)
		default:
			wrong = append(wrong, d.Name)
		}
	}
	for _, name := range lies {
		fmt.Fprintf(t.Output(), "%s lies: there is a leak, and it is green\n", name)
	}
	score := fmt.Sprintf("you predicted %d of %d right", hits, ran)
	fmt.Fprintln(t.Output(), score)
	switch {
	case len(missing) > 0:
		why := ". Leave a wrong prediction as it is, and find out why the detector was green, or why it was not"
		if hits == ran {
			why = ". Write behind each what it was all the same: one that was green is blind to this leak, and you should know why"
		}
		v.Wrong(verdict.Finding{Called: "the detectors, each over a leak: see the lines above", Got: "predictions.txt does not say what these were: " + strings.Join(missing, ", "),
			Want: "it behind each prediction, as in\n" + missing[0] + ": " + predictions[missing[0]].predicted + ", was …",
			Why:  score + why})
	case len(wrong) > 0:
		v.Wrong(verdict.Finding{Called: "the detectors, each over a leak: see the lines above", Got: "predictions.txt says that it was otherwise: " + strings.Join(wrong, ", "),
			Want: "behind \"was\" what the lines above say", Why: "a detector that was green over a leak is blind to it: do not build your own, the second goal, on it"})
	}
}
