package recorder

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/metricsworkshop/lab/live"
)

func TestLinesAreShownAsTheyCame(t *testing.T) {
	r, s := newTestRecorder(Options{})
	r.Datagram([]byte("b:1|c\na/b c:2|c|@0.5|#x:y\n\nb:oops|c\nb:3|c:x|c\n"))
	r.Datagram([]byte("hello"))
	r.Datagram([]byte("b:1|c"))
	second(t, r, s)
	want := []string{
		"statsd: b:1|c",
		"statsd: a/b c:2|c|@0.5|#x:y",
		"bad: b:oops|c: a value that is no finite number",
		"bad: b:3|c:x|c: a value that is no finite number",
		"bad: hello: no colon with a value after it",
		"statsd: b:1|c",
	}
	got := s.all().wires
	// Those of one millisecond may come with the bad ones first.
	if !slices.Equal(slices.Sorted(slices.Values(texts(got))), slices.Sorted(slices.Values(want))) {
		t.Errorf("wires = %q; want %q", texts(got), want)
	}
	if !slices.IsSortedFunc(got, func(a, b live.Wire) int { return int(a.At - b.At) }) {
		t.Errorf("wires = %+v; want them in the order of their times", got)
	}
	second(t, r, s)
	if again := s.all().wires; len(again) != len(got) {
		t.Errorf("a second later: %q; want no more", texts(again[len(got):]))
	}
}

// TestRareLinesAreNotLost sends one line by hand among those of a heavy load.
func TestRareLinesAreNotLost(t *testing.T) {
	r, s := newTestRecorder(Options{})
	r.Datagram([]byte("hello:1|c"))
	for i := range 1000 {
		r.Datagram(fmt.Appendf(nil, "k%d.calls:%d|c\n", i%10, i))
	}
	for i := range 100 {
		r.Datagram(fmt.Appendf(nil, "wrong%d", i))
	}
	second(t, r, s)
	var lines, bad, more []string
	for _, w := range s.all().wires {
		switch w.Kind {
		case kindStatsD:
			lines = append(lines, w.Text)
		case kindBad:
			bad = append(bad, w.Text)
		case kindMore:
			more = append(more, w.Text)
		}
	}
	want := []string{"hello:1|c"}
	for i := 1000 - linesPerSample + 1; i < 1000; i++ {
		want = append(want, fmt.Sprintf("k%d.calls:%d|c", i%10, i))
	}
	if !slices.Equal(lines, want) {
		t.Errorf("lines = %q; want hello and the newest: %q", lines, want)
	}
	if len(bad) != badPerSample || !strings.HasPrefix(bad[len(bad)-1], "wrong99: ") {
		t.Errorf("%d bad lines, the last %q; want %d up to wrong99", len(bad), bad[len(bad)-1], badPerSample)
	}
	if want := []string{"and 80 more that were refused", "and 951 more lines"}; !slices.Equal(more, want) {
		t.Errorf("left out: %q; want %q", more, want)
	}
}

func TestSieve(t *testing.T) {
	tests := []struct {
		name  string
		lines string // each letter is a line of this name
		want  string // the places of those that are picked, from 0
		more  int
	}{
		{"nothing", "", "", 0},
		{"fewer than the limit", "aab", "012", 0},
		{"as many as the limit", "aabc", "0123", 0},
		{"the newest of one name", "aaaaaa", "2345", 2},
		{"an old name stays", "baaaaaa", "0456", 3},
		{"the newest of an old name", "bbaaaaaa", "1567", 4},
		{"as many names as the limit", "abcdddd", "0126", 3},
		{"more names than the limit", "abcdef", "0123", 2},
		{"three names, and the newest of the rest", "abaaac", "1345", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := sieve{limit: 4}
			for round := range 2 {
				for i, name := range tt.lines {
					s.add(string(name), live.Wire{Text: fmt.Sprint(i)})
				}
				var got string
				more := 0
				for _, w := range s.take(0, "lines") {
					if w.Kind == kindMore {
						fmt.Sscanf(w.Text, "and %d more lines", &more)
						continue
					}
					got += w.Text
				}
				if got != tt.want || more != tt.more {
					t.Errorf("round %d: picked %s and %d more; want %s and %d", round, got, more, tt.want, tt.more)
				}
			}
		})
	}
}
