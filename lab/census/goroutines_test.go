package census

import (
	"runtime/pprof"
	"strings"
	"testing"
)

func TestParseGoroutines(t *testing.T) {
	tests := []struct {
		name, profile string
		want          int
	}{
		{"profile", "goroutine profile: total 2010\n2000 @ 0x1\n", 2010},
		{"another profile", "heap profile: 1: 2 [3: 4]\n", Unknown},
		{"too many", "goroutine profile: total 99999999999999999999\n", Unknown},
		{"nothing", "", Unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := parseGoroutines(tt.profile); got != tt.want {
				t.Errorf("parseGoroutines = %d; want %d", got, tt.want)
			}
		})
	}
}

// TestParseRealGoroutines reads the profile of this process, as this Go writes it.
func TestParseRealGoroutines(t *testing.T) {
	var profile strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&profile, 1); err != nil {
		t.Fatal(err)
	}
	if got := parseGoroutines(profile.String()); got < 1 {
		t.Errorf("parseGoroutines = %d; want one at least, this test's", got)
	}
}
