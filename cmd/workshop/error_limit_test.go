package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestErrorLimit(t *testing.T) {
	const (
		failed = "time=1 level=ERROR msg=\"request failed\" path=/orders/%d\n"
		accept = "time=1 level=WARN msg=\"http: \\\"accept\\\" %d\"\n"
		short  = "level=WARN msg=lost n=%d\n"
		info   = "level=INFO msg=listening addr=%d\n"
		own    = "a line of the learner's, %d\n"
	)
	// lines are n lines of one form.
	lines := func(form string, n int) string {
		var all strings.Builder
		for i := range n {
			fmt.Fprintf(&all, form, i)
		}
		return all.String()
	}
	tests := []struct {
		name, first, second, want string // what is written in two different seconds
	}{
		{"few", lines(failed, 3), lines(failed, 3), lines(failed, 3) + lines(failed, 3)},
		{"many", lines(failed, 200), lines(failed, 1), lines(failed, 3) + "(and 197 more of msg=\"request failed\" in that second)\n" + lines(failed, 1)},
		{"another error in between", lines(failed, 5) + lines(short, 1) + lines(failed, 1), lines(info, 1),
			lines(failed, 3) + lines(short, 1) + "(and 3 more of msg=\"request failed\" in that second)\n" + lines(info, 1)},
		{"two errors", lines(short, 4) + lines(failed, 4), lines(info, 1),
			lines(short, 3) + lines(failed, 3) + "(and 1 more of msg=\"request failed\" in that second)\n(and 1 more of msg=lost in that second)\n" + lines(info, 1)},
		{"each with a text of its own", lines(accept, 20), "", lines(accept, 20)},
		{"no errors", lines(info, 20) + lines(own, 20), "", lines(info, 20) + lines(own, 20)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var passed strings.Builder
			now := time.Unix(1, 0)
			limit := newErrorLimit(&passed)
			limit.now = func() time.Time { return now }
			for _, text := range []string{tt.first, tt.second} {
				for _, b := range []byte(text) { // in the smallest pieces
					if n, err := limit.Write([]byte{b}); n != 1 || err != nil {
						t.Fatalf("Write = %d, %v; want 1, nil", n, err)
					}
				}
				now = now.Add(time.Second)
			}
			if got := passed.String(); got != tt.want {
				t.Errorf("passed on\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
