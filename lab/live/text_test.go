package live

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestOutputIsPlainText(t *testing.T) {
	tests := []struct {
		name, line, want string
	}{
		{"text", "level=info msg=\"listening\"\t<b>ü</b>", "level=info msg=\"listening\"\t<b>ü</b>"},
		{"colours", "\x1b[1;31mred\x1b[0m", "red"},
		{"cursor and screen", "\x1b[2J\x1b[Hx\x1b[?25l", "x"},
		{"title of the terminal", "\x1b]0;title\ax", "]0;titlex"},
		{"other control characters", "a\x00b\rc\nd\u0085e\x7f", "abcde"},
		{"no UTF-8", "a\xffb", "a\uFFFDb"},
		{"as long as may be", strings.Repeat("x", maxText), strings.Repeat("x", maxText)},
		{"longer", strings.Repeat("x", maxText+1), strings.Repeat("x", maxText) + "…"},
		{"longer, no cut in a character", strings.Repeat("x", maxText-1) + "üü", strings.Repeat("x", maxText-1) + "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := NewStore(Options{})
			s.AddOutput(tt.line)
			if got := s.State().Output[0]; got != tt.want {
				t.Errorf("AddOutput(%q) keeps %q; want %q", tt.line, got, tt.want)
			}
		})
	}
}

func TestWireIsCut(t *testing.T) {
	s := NewStore(Options{})
	s.AddWire(Wire{Text: strings.Repeat("\x80", 60_000)}, Wire{Text: "a\x01:1|c"})
	wire := s.State().Wire
	if got := len(wire[0].Text); got > maxText+utf8.UTFMax {
		t.Errorf("a datagram of 60000 bytes is kept with %d; want about %d", got, maxText)
	}
	if want := "a\x01:1|c"; wire[1].Text != want {
		t.Errorf("a line is kept as %q; want %q, as it came", wire[1].Text, want)
	}
}
