package main

import (
	"io"
	"strings"
	"testing"
)

func TestInfoFilter(t *testing.T) {
	const warning = "time=1 level=WARN msg=\"metrics are lost\"\n"
	tests := []struct{ name, written, want string }{
		{"information", "time=1 level=INFO msg=listening addr=1\n", ""},
		{"a warning", warning, warning},
		{"between others", "time=1 level=INFO msg=listening\n" + warning + "time=2 level=INFO msg=stopped\n", warning},
		{"a panic", "goroutine 1 [running]:\nmain.main()\n", "goroutine 1 [running]:\nmain.main()\n"},
		{"no end of a line", "no end", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got strings.Builder
			f := &infoFilter{to: &got}
			for _, b := range []byte(tt.written) { // a pipe may cut lines anywhere
				if n, err := f.Write([]byte{b}); n != 1 || err != nil {
					t.Fatalf("Write = %d, %v; want 1", n, err)
				}
			}
			if got.String() != tt.want {
				t.Errorf("passed on %q; want %q", got.String(), tt.want)
			}
		})
	}
	r, w := io.Pipe()
	r.Close()
	if _, err := (&infoFilter{to: w}).Write([]byte(warning)); err == nil {
		t.Error("Write to what is closed = nil; want an error")
	}
}
