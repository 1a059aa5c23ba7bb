package main

import "testing"

func TestWrapped(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"short", "one two", "one two"},
		{"as long as may be", "one two th", "one two th"},
		{"longer", "one two three four", "one two\nthree four"},
		{"a long word", "a `wordlongerthanthat` b", "a\n`wordlongerthanthat`\nb"},
		{"letters, not bytes", "öööö üüüüü", "öööö üüüüü"},
		{"code", "    if err != nil { return err }", "    if err != nil { return err }"},
		{"broken elsewhere", "one\ntwo three\nfour", "one two\nthree four"},
		{"a list", "- one two\n  three\n- four", "- one two\nthree\n- four"},
		{"code below", "one\n\n    x := 1\n    y := 2", "one\n\n    x := 1\n    y := 2"},
		{"paragraphs", "one two three\n\nfour", "one two\nthree\n\nfour"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := wrapped(tt.text, 10); got != tt.want {
				t.Errorf("wrapped(%q) = %q; want %q", tt.text, got, tt.want)
			}
		})
	}
}
