package leaktest

import (
	"strings"
	"testing"
	"unicode"
)

// TestPredict checks what a learner reads about predictions.
func TestPredict(t *testing.T) {
	var ran int
	detectors := []Detector{
		{"sharp", Leak, func(t testing.TB, busy Busy) {
			ran++
			db, _ := mocked(t)
			busy(t.Context(), db)
			if db.Stats().InUse != 0 {
				t.Error("in use")
			}
		}},
		{"blind", Leak, func(t testing.TB, busy Busy) {}},
		{"absent", Leak, func(t testing.TB, busy Busy) { t.Skip("the command") }},
	}
	table := "sharp: red, predicted SHARP blind: green, predicted BLIND absent: not run, predicted red; it needs the command blind lies: there is a leak, and it is green"
	tests := []struct {
		name                string
		sharp, blind, third string
		failed              bool
		says                []string
	}{
		{"all right", "red, was red", "green, was green", "red", false, []string{"you predicted 2 of 2 right"}},
		{"spaces and case", " Red ,was  Red", "GREEN,GREEN", "red, was ?", false, []string{"you predicted 2 of 2 right"}},
		{"without a comma", "red (was red)", "green was green", "red - green", false, []string{"you predicted 2 of 2 right"}},
		{"no color alone", "red, was red", "red or green", "red", true, []string{"called predictions.txt, blind got red or green"}},
		{"a wrong prediction stays", "red, was red", "red, was green", "red, was green", false, []string{"you predicted 1 of 2 right"}},
		{"only predicted", "red", "red", "red", true, []string{"does not say what these were: sharp, blind want it", "sharp: red, was …"}},
		{"one not seen yet", "red, was red", "red, was ?", "red", true, []string{"does not say what these were: blind"}},
		{"seen otherwise", "red, was green", "red, was green", "red", true, []string{"says that it was otherwise: sharp"}},
		{"no color", "red", "yes", "red", true, []string{"called predictions.txt, blind got yes", "red or green"}},
		{"no color seen", "red, was it", "red", "red", true, []string{"called predictions.txt, sharp got red, was it"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ran = 0
			o, says := saidBy(t, func(t testing.TB) {
				Predict(t, detectors, map[string]string{"sharp": tt.sharp, "blind": tt.blind, "absent": tt.third})
			})
			if o.Failed != tt.failed {
				t.Errorf("Predict failed = %v; want %v", o.Failed, tt.failed)
			}
			for _, want := range tt.says {
				if !strings.Contains(says, want) {
					t.Errorf("Predict says %q; want %q in it", says, want)
				}
			}
			wantTable := strings.NewReplacer("SHARP", color(tt.sharp), "BLIND", color(tt.blind)).Replace(table)
			if invalid := strings.HasPrefix(tt.name, "no color"); invalid != (ran == 0) || !invalid && !strings.HasPrefix(says, wantTable) {
				t.Errorf("Predict ran %d detectors and says %q; want %q first", ran, says, wantTable)
			}
		})
	}
	if got := strings.Join(Names(detectors), " "); got != "sharp blind absent" {
		t.Errorf("Names = %s", got)
	}
}

func color(prediction string) string {
	return strings.FieldsFunc(strings.ToLower(prediction), func(r rune) bool { return !unicode.IsLetter(r) })[0]
}
