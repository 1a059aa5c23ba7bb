package main

import (
	"slices"
	"strings"
	"testing"
)

func TestUnified(t *testing.T) {
	var old []string
	for _, word := range strings.Fields("a b c d e f g h i j k l m n o p q r s t") {
		old = append(old, word+"\n")
	}
	text := func(lines []string) []byte { return []byte(strings.Join(lines, "")) }
	edited := slices.Clone(old)
	edited[1] = "B\n"
	edited = slices.Insert(edited, 18, "new\n")

	c := unified("a.txt", "mine/a.txt", text(old), "theirs/a.txt", text(edited))
	p := &page{}
	c.writeTo(p, true)
	const want = "--- mine/a.txt\n+++ theirs/a.txt\n@@ -1,5 +1,5 @@\n a\n-b\n+B\n c\n d\n e\n@@ -16,5 +16,6 @@\n p\n q\n r\n+new\n s\n t\n"
	if got := p.String(); got != want {
		t.Errorf("unified = %q; want %q", got, want)
	}
	if added, removed := c.count(); added != 2 || removed != 1 {
		t.Errorf("count = %d, %d; want 2, 1", added, removed)
	}
	if c := unified("a.txt", "", []byte("a\r\nb\r\n"), "", []byte("a\nb\n")); len(c.hunks) != 0 {
		t.Errorf("other line ends are a change: %q", c.hunks)
	}
	if c := unified("a.txt", "", nil, "", []byte("a\n\nb")); len(c.hunks) != 1 {
		t.Errorf("a file that is not there has hunks %q; want one", c.hunks)
	}
}

func TestWithout(t *testing.T) {
	c := change{hunks: [][]string{
		{"@@ -1,5 +1,5 @@", " a", "-b", "+B", " c"},
		{"@@ -16,5 +16,6 @@", " p", "+new", " q", "-r"}, // changes lines 17 and 19
	}}
	for _, tt := range []struct {
		within []int
		want   []string // the heads of the hunks that stay
	}{
		{[]int{2}, []string{"@@ -16,5 +16,6 @@"}},
		{[]int{17}, []string{"@@ -1,5 +1,5 @@", "@@ -16,5 +16,6 @@"}},
		{[]int{17, 19}, []string{"@@ -1,5 +1,5 @@"}},
		{[]int{1, 3, 16, 18}, []string{"@@ -1,5 +1,5 @@", "@@ -16,5 +16,6 @@"}},
	} {
		left, n := c.without(func(line int) bool { return slices.Contains(tt.within, line) })
		var got []string
		for _, hunk := range left.hunks {
			got = append(got, hunk[0])
		}
		if !slices.Equal(got, tt.want) || n != 2-len(tt.want) {
			t.Errorf("without %d leaves %q, and says %d are gone; want %q", tt.within, got, n, tt.want)
		}
	}
	if len(c.hunks) != 2 {
		t.Errorf("without has changed what it was asked of: %q", c.hunks)
	}
}
