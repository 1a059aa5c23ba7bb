package main

import (
	"slices"
	"strings"
	"testing"
)

func TestBoard(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
		plain      string // where there is no board
	}{
		{
			"in the middle", "leaky 4/16 s: goroutines 212 connections 201 p50 11.9 p99 17.0 ms good 50/s",
			[]string{
				"leaky [##########..............................] 4 of 16 s",
				"      goroutines about 212   connections 201",
				"      p50 11.9 ms   p99 17.0 ms   50 good answers a second",
			},
			"leaky 4/16 s: goroutines about 212 connections 201 p50 11.9 p99 17.0 ms good 50/s",
		},
		{
			"no answer yet", "fixed 0/0 s: goroutines 12 connections 1",
			[]string{
				"fixed [........................................] 0 of 0 s",
				"      goroutines about 12   connections 1",
			},
			"fixed 0/0 s: goroutines about 12 connections 1",
		},
		{
			"other words", "waiting until the service is at rest",
			[]string{"waiting until the service is at rest"},
			"waiting until the service is at rest",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := board(tt.text); !slices.Equal(got, tt.want) {
				t.Errorf("board = %q; want %q", got, tt.want)
			}
			if got := about(tt.text); got != tt.plain {
				t.Errorf("about = %q; want %q", got, tt.plain)
			}
		})
	}
}

// TestProgressOfLines redraws more lines than one, fewer again, and wipes them. A
// screen that did what it is told shows what it should.
func TestProgressOfLines(t *testing.T) {
	var out strings.Builder
	p := newLoadProgress(&out)
	p.terminal = true
	p.form = func(text string) []string { return strings.Split(text, "/") }
	steps := []struct {
		text string
		want []string // on the screen
	}{
		{"seeding orders", []string{"seeding orders"}},
		{"leaky 1/goroutines 300/p50", []string{"leaky 1", "goroutines 300", "p50"}},
		{"leaky 2/goroutines 4/p", []string{"leaky 2", "goroutines 4", "p"}},
		{"at rest", []string{"at rest"}},
		{"waiting", []string{"waiting"}},
		{"a/b", []string{"a", "b"}},
	}
	for _, step := range steps {
		p.show(step.text)
		if got := screenOf(t, out.String()); !slices.Equal(got, step.want) {
			t.Fatalf("after %q the screen has %q; want %q", step.text, got, step.want)
		}
	}
	p.above(&out).Write([]byte("a line of the service\n"))
	p.show("c/d")
	if got, want := screenOf(t, out.String()), []string{"a line of the service", "c", "d"}; !slices.Equal(got, want) {
		t.Errorf("the screen has %q; want %q", got, want)
	}
	p.clear()
	if got, want := screenOf(t, out.String()), []string{"a line of the service"}; !slices.Equal(got, want) {
		t.Errorf("at the end the screen has %q; want %q", got, want)
	}
}

// screenOf returns the lines that a terminal has that was sent text, without the blanks
// at their ends and empty lines at the end.
func screenOf(t *testing.T, text string) []string {
	t.Helper()
	lines, row, column := [][]byte{nil}, 0, 0
	for len(text) > 0 {
		switch {
		case strings.HasPrefix(text, "\x1b[A"):
			text, row = text[3:], row-1
			continue
		case strings.HasPrefix(text, "\x1b[J"):
			text, lines = text[3:], lines[:row+1]
			lines[row] = lines[row][:min(column, len(lines[row]))]
			continue
		case text[0] == '\x1b' || row < 0:
			t.Fatalf("no terminal for %q", text)
		case text[0] == '\r':
			column = 0
		case text[0] == '\n':
			row, column = row+1, 0
			if row == len(lines) {
				lines = append(lines, nil)
			}
		default:
			for len(lines[row]) <= column {
				lines[row] = append(lines[row], ' ')
			}
			lines[row][column] = text[0]
			column++
		}
		text = text[1:]
	}
	var shown []string
	for _, line := range lines {
		shown = append(shown, strings.TrimRight(string(line), " "))
	}
	for len(shown) > 0 && shown[len(shown)-1] == "" {
		shown = shown[:len(shown)-1]
	}
	return shown
}
