package compare

import (
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/live"
)

// side returns a side with so many goroutines and connections at rest after 787 hits;
// before them it had 12 and 1.
func side(label string, goroutines, connections int) Side {
	return Side{
		Side: live.Side{Label: label, Service: "the " + label + " one", Result: &live.Done{
			Hits: 787, Sent: 787, Good: 787,
			GoodRate: 50, Rate: 50, P50: 14.78, P99: 29.6, Max: 41.2,
			GoroutinesBefore: 12, GoroutinesAfter: goroutines,
			ConnectionsBefore: 1, ConnectionsAfter: connections,
		}},
		AtOnce: 3,
	}
}

func TestJudge(t *testing.T) {
	leaky := func() Side { return side("leaky", 799, 788) }
	fixed := func() Side { return side("fixed", 12, 1) }
	tests := []struct {
		name         string
		leaky, fixed Side
		change       func(leaky, fixed *Side) // nil for nothing
		held         bool
		want         string // part of the sentence
	}{
		{"as it should be", leaky(), fixed(), nil, true,
			"the leaky one leaks: 787 lookups that found a driver left 787 goroutines and 787 connections behind. the fixed one gave all of them back."},
		{"idle connections", leaky(), side("fixed", 14, 3), nil, true, "the fixed one gave all of them back; its pool keeps 2 more idle."},
		{"fewer than before", leaky(), side("fixed", 11, 1), nil, true, "gave all of them back"},

		{"fixed on both sides", fixed(), fixed(), nil, false,
			"the first service did not leak: after 787 lookups that found a driver the fixed one has +0 goroutines and +0 connections"},
		{"idle on both sides", side("leaky", 13, 2), fixed(), nil, false, "the first service did not leak: "},
		{"leaky on both sides", leaky(), leaky(), nil, false,
			"the second service leaks: after 787 lookups that found a driver the leaky one has +787 goroutines and +787 connections"},
		{"the wrong way round", fixed(), leaky(), nil, false,
			"the first service did not leak: after 787 lookups that found a driver the fixed one has +0 goroutines and +0 connections; " +
				"the second service leaks: after 787"},

		{"one goroutine too few", side("leaky", 798, 788), fixed(), nil, false, "the first service does not leak one for each hit: "},
		{"one too many", side("leaky", 800, 789), fixed(), nil, false, "has +788 goroutines and +788 connections"},
		{"goroutines only", side("leaky", 799, 1), fixed(), nil, false, "has +787 goroutines and +0 connections"},
		{"a half of the fix", leaky(), side("fixed", 400, 389), nil, false, "the second service leaks: "},
		{"one more than can be idle", leaky(), side("fixed", 15, 1), nil, false, "the second service leaks: "},
		{"one connection more than can be idle", leaky(), side("fixed", 12, 4), nil, false, "the second service leaks: "},
		{"more than the pool keeps", leaky(), side("fixed", 12+64, 1+64), func(_, f *Side) { f.AtOnce = 500 }, false, "the second service leaks: "},
		{"as much as the pool keeps", leaky(), side("fixed", 12+63, 1+63), func(_, f *Side) { f.AtOnce = 500 }, true, "keeps 63 more idle"},
		{"few hits, all at once", leaky(), side("fixed", 17, 6), func(l, f *Side) {
			for _, s := range []*Side{l, f} {
				s.Result.Hits, s.Result.Sent, s.Result.Good, s.AtOnce = 5, 5, 5, 60
			}
			l.Result.GoroutinesAfter, l.Result.ConnectionsAfter = 17, 6
		}, false, "the second service leaks: "},

		{"restless", leaky(), fixed(), func(l, _ *Side) { l.Result.Restless = true }, false, "the leaky one did not come to rest"},
		{"restless after the fix", leaky(), fixed(), func(_, f *Side) { f.Result.Restless = true }, false, "the fixed one did not come to rest"},
		{"bad answers", leaky(), fixed(), func(_, f *Side) {
			f.Result.Good, f.Result.Hits, f.Result.Trouble = 780, 780, []string{"7 answers with status 503"}
		}, false, "the fixed one gave 780 good answers to 787 lookups: it must answer all of them (7 answers with status 503)"},
		{"answers that are wrong", leaky(), fixed(), func(_, f *Side) { f.Result.Hits = 0 }, false, "the fixed one gave 0 good answers to 787 lookups"},
		{"no lookups", leaky(), fixed(), func(l, f *Side) {
			for _, s := range []*Side{l, f} {
				s.Result.Hits, s.Result.Sent, s.Result.Good = 0, 0, 0
			}
		}, false, "had no lookup that found a driver"},
		{"another load", leaky(), fixed(), func(_, f *Side) { f.Result.Hits, f.Result.Sent, f.Result.Good = 100, 100, 100 }, false,
			"the load was not the same: 787 lookups and 100"},
		{"stopped", leaky(), fixed(), func(l, _ *Side) { l.Result.Trouble = []string{"it was stopped after 787 of 900 lookups"} }, false,
			"the leaky one: it was stopped"},
		{"slow", leaky(), fixed(), func(l, f *Side) { l.Result.P50, f.Result.P50 = 1, 1000 }, true, "leaks"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.change != nil {
				tt.change(&tt.leaky, &tt.fixed)
			}
			held, sentence := Judge(tt.leaky, tt.fixed)
			if held != tt.held || !strings.Contains(sentence, tt.want) || strings.Contains(sentence, "\n") {
				t.Errorf("Judge = %v, %q; want %v and %q", held, sentence, tt.held, tt.want)
			}
		})
	}
}

func TestWriteTable(t *testing.T) {
	leaky, fixed := side("leaky", 799, 788).Side, side("fixed", 12, 1).Side
	more, less := int64(28_100_000), int64(12_300_000)
	leaky.Result.RSSAfter, fixed.Result.RSSAfter = &more, &less
	fixed.Result.P50, fixed.Result.P99 = 6.46, 8.9
	want := `                                        leaky          fixed      ratio
goroutines before the load                 12             12       1.0x
goroutines at rest after it               799             12      66.6x
  more than before                       +787             +0
connections before the load                 1              1       1.0x
connections at rest after it              788              1     788.0x
  more than before                       +787             +0
lookups that found a driver               787            787
good answers a second                    50.0           50.0       1.0x
p50 of the answers, ms                   14.8            6.5       2.3x
p99 of the answers, ms                   29.6            8.9       3.3x
the slowest answer, ms                   41.2           41.2       1.0x
memory at rest, MB (RSS)                 28.1           12.3       2.3x
`
	if got := written(t, leaky, fixed); got != want {
		t.Errorf("the table is\n%s\nwant\n%s", got, want)
	}
}

// TestWriteTableOfLittle has figures that are not known, and trouble.
func TestWriteTableOfLittle(t *testing.T) {
	leaky, fixed := side("a-long-label", 799, 788).Side, side("fixed", 12, 1).Side
	leaky.Result.Restless = true
	fixed.Result.GoodRate, fixed.Result.Trouble = 0, []string{"787 answers with status 503"}
	got := written(t, leaky, fixed)
	for _, want := range []string{
		"good answers a second                    50.0            0.0          -\n",
		"memory at rest, MB (RSS)                    -              -          -\n",
		"a-long-label: it did not come to rest, so these counts are not exact\n",
		"fixed: 787 answers with status 503\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the table has no %q:\n%s", want, got)
		}
	}
}

// written returns the table, whose lines must fit a terminal.
func written(t *testing.T, leaky, fixed live.Side) string {
	t.Helper()
	var b strings.Builder
	if err := WriteTable(&b, leaky, fixed); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if len(line) > 80 {
			t.Errorf("%d columns: %s", len(line)-1, line)
		}
	}
	return b.String()
}
