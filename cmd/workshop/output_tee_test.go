package main

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestOutputTee(t *testing.T) {
	long := strings.Repeat("x", 3*outputWidth)
	tests := []struct {
		name, written string
		want          []string // what the lab is told
	}{
		{"lines", "a\n\nb c\r\n", []string{"output a\n", "output \n", "output b c\n"}},
		{"no end", "a\nb", []string{"output a\n"}},
		{"a long one", long + "\nb\n", []string{"output " + long[:outputWidth] + "\n", "output b\n"}},
		{"nothing", "", nil},
	}
	for _, tt := range tests {
		for name, size := range map[string]int{"whole": len(tt.written) + 1, "in pieces": 1} {
			t.Run(tt.name+"/"+name, func(t *testing.T) {
				var passed strings.Builder
				var told []string
				tee := newOutputTee(&passed, func(line string) error {
					told = append(told, line)
					return errors.New("the lab is gone") // which keeps nothing from the terminal
				})
				for piece := range slices.Chunk([]byte(tt.written), size) {
					if n, err := tee.Write(piece); n != len(piece) || err != nil {
						t.Fatalf("Write = %d, %v; want %d", n, err, len(piece))
					}
				}
				if passed.String() != tt.written {
					t.Errorf("passed on %d bytes; want all %d as they are", passed.Len(), len(tt.written))
				}
				if !slices.Equal(told, tt.want) {
					t.Errorf("the lab was told %q; want %q", told, tt.want)
				}
			})
		}
	}
}
