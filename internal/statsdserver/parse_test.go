package statsdserver

import (
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name  string
		in    string
		want  []Sample
		bad   []BadLine
		lines int
	}{
		{name: "empty datagram", in: ""},
		{name: "empty lines", in: "\n\n"},
		{name: "counter", in: "a:1|c", want: []Sample{{Key: "a", Type: Counter, Value: 1, Rate: 1}}, lines: 1},
		{name: "timer", in: "a:0.900623|ms", want: []Sample{{Key: "a", Type: Time, Value: 0.900623, Rate: 1}}, lines: 1},
		{name: "gauge", in: "a:7|g", want: []Sample{{Key: "a", Type: Gauge, Value: 7, Rate: 1}}, lines: 1},
		{name: "gauge up", in: "a:+7|g", want: []Sample{{Key: "a", Type: Gauge, Value: 7, Delta: true, Rate: 1}}, lines: 1},
		{name: "gauge down", in: "a:-7|g", want: []Sample{{Key: "a", Type: Gauge, Value: -7, Delta: true, Rate: 1}}, lines: 1},
		{name: "sign behind a space", in: "a: -7|g", want: []Sample{{Key: "a", Type: Gauge, Value: -7, Rate: 1}}, lines: 1},
		{name: "set", in: "a:dan|s", want: []Sample{{Key: "a", Type: Set, Text: "dan", Rate: 1}}, lines: 1},
		{name: "set of nothing", in: "a:|s", want: []Sample{{Key: "a", Type: Set, Text: "0", Rate: 1}}, lines: 1},
		{name: "rate", in: "a:1|c|@0.1", want: []Sample{{Key: "a", Type: Counter, Value: 1, Rate: 0.1}}, lines: 1},
		{name: "fields behind the rate", in: "a:1|c|@0.1|x|y", want: []Sample{{Key: "a", Type: Counter, Value: 1, Rate: 0.1}}, lines: 1},
		{
			name: "lines, the last without an end", in: "a:1|c\n\nb:2|g", lines: 2,
			want: []Sample{{Key: "a", Type: Counter, Value: 1, Rate: 1}, {Key: "b", Type: Gauge, Value: 2, Rate: 1}},
		},
		{
			name: "lines of Windows", in: "a:1|c\r\nb:2|ms|@0.5\r\n", lines: 2,
			want: []Sample{{Key: "a", Type: Counter, Value: 1, Rate: 1}, {Key: "b", Type: Time, Value: 2, Rate: 0.5}},
		},
		{
			name: "values", in: "a:1|c:2|ms", lines: 1,
			want: []Sample{{Key: "a", Type: Counter, Value: 1, Rate: 1}, {Key: "a", Type: Time, Value: 2, Rate: 1}},
		},
		{
			name: "one bad value of two", in: "a:x|c:2|c", lines: 1,
			want: []Sample{{Key: "a", Type: Counter, Value: 2, Rate: 1}},
			bad:  []BadLine{{"a:x|c:2|c", BadNumber}},
		},
		{name: "tags", in: "a:1|c|#t:u,v", want: []Sample{{Key: "a;t=u;v", Type: Counter, Value: 1, Rate: 1}}, lines: 1},
		{name: "rate and tags", in: "a:1|c|@0.5|#t:u", want: []Sample{{Key: "a;t=u", Type: Counter, Value: 1, Rate: 0.5}}, lines: 1},
		{name: "no tags", in: "a:1|c|#", want: []Sample{{Key: "a", Type: Counter, Value: 1, Rate: 1}}, lines: 1},
		{name: "no name", in: ":1|c", want: []Sample{{Type: Counter, Value: 1, Rate: 1}}, lines: 1},
		{name: "no colon", in: "a", bad: []BadLine{{"a", NoValue}}, lines: 1},
		{name: "no colon but a type", in: "a|c", bad: []BadLine{{"a|c", NoValue}}, lines: 1},
		{name: "a colon in the tags only", in: "a|#t:1", bad: []BadLine{{"a|#t:1", NoValue}}, lines: 1},
		{name: "no type", in: "a:1", bad: []BadLine{{"a:1", NoType}}, lines: 1},
		{name: "no number", in: "a:x|c", bad: []BadLine{{"a:x|c", BadNumber}}, lines: 1},
		{name: "nothing for a number", in: "a:|ms", bad: []BadLine{{"a:|ms", BadNumber}}, lines: 1},
		{name: "time below 0", in: "a:-5|ms", bad: []BadLine{{"a:-5|ms", Negative}}, lines: 1},
		{name: "bad rate", in: "a:1|c|@x", bad: []BadLine{{"a:1|c|@x", BadRate}}, lines: 1},
		{name: "empty rate", in: "a:1|g|", bad: []BadLine{{"a:1|g|", BadRate}}, lines: 1},
		{name: "bad rate of a set", in: "a:1|s|0.1", bad: []BadLine{{"a:1|s|0.1", BadRate}}, lines: 1},
		{name: "histogram", in: "a:1|h", bad: []BadLine{{"a:1|h", UnknownType}}, lines: 1},
		{name: "empty type", in: "a:1|", bad: []BadLine{{"a:1|", UnknownType}}, lines: 1},
		{name: "type of more letters", in: "a:1|counter", bad: []BadLine{{"a:1|counter", UnknownType}}, lines: 1},
		{name: "bad value of an unknown type", in: "a:x|h", bad: []BadLine{{"a:x|h", BadNumber}}, lines: 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			samples, bad, lines := Parse([]byte(tt.in))
			if !reflect.DeepEqual(samples, tt.want) || !reflect.DeepEqual(bad, tt.bad) || lines != tt.lines {
				t.Errorf("Parse(%q) =\n%+v, %q, %d lines; want\n%+v, %q, %d lines", tt.in, samples, bad, lines, tt.want, tt.bad, tt.lines)
			}
		})
	}
}

// FuzzParse proves of any datagram that Parse does not panic, that each value
// is either a sample or a bad line, and that no sample can spoil a sum.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "a:1|c", "a:1|c|@0.1", "a:1|c\nb:2|ms\n", "multi:1|c:2|c", "a:|s", "a:1|c|#t:u,v", "a:Infinity|g",
		"a:1e400|g", "a:0x1f|c", "a:1|c|@0", "a:1|c|@.", "a|c", ":::", "a/ b\u00a0c:-1|g\r", "a:\xff|s", "a:0x|c", "a:1|h",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, datagram []byte) {
		samples, bad, lines := Parse(datagram)
		wantLines, wantValues := 0, 0
		for line := range strings.SplitSeq(string(datagram), "\n") {
			if line != "" {
				head, _, _ := strings.Cut(line, "|#")
				wantLines++
				wantValues += max(1, strings.Count(head, ":"))
			}
		}
		if lines != wantLines || len(samples)+len(bad) != wantValues {
			t.Errorf("Parse(%q) = %d samples and %d bad of %d lines; want %d values of %d lines",
				datagram, len(samples), len(bad), lines, wantValues, wantLines)
		}
		for _, s := range samples {
			switch {
			case !finite(s.Value), !finite(1 / s.Rate), s.Rate <= 0:
				t.Errorf("Parse(%q) has value %v at rate %v; want finite ones", datagram, s.Value, s.Rate)
			case s.Key != sanitize(s.Key):
				t.Errorf("Parse(%q) has key %q, which is not clean", datagram, s.Key)
			case (s.Type == Set) != (s.Text != ""):
				t.Errorf("Parse(%q) has text %q for type %q", datagram, s.Text, s.Type)
			}
			switch s.Type {
			case Counter, Time, Gauge, Set:
			default:
				t.Errorf("Parse(%q) has a sample of type %q", datagram, s.Type)
			}
		}
		for _, b := range bad {
			if b.Reason == "" || b.Line == "" {
				t.Errorf("Parse(%q) has a bad line %+v without a line or a reason", datagram, b)
			}
		}
	})
}
