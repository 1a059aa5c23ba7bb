package census

import (
	"runtime/pprof"
	"strings"
	"testing"
)

// heapProfile is the end of the text form of a heap profile.
const heapProfile = `
# runtime.MemStats
# Alloc = 700
# Sys = 9000
# HeapAlloc = 700
# HeapSys = 8000
# HeapIdle = 3000
# HeapInuse = 5000
# HeapReleased = 2000
# HeapObjects = 12
# Stack = 400 / 500
# MSpan = 1 / 2
`

func TestParseMemory(t *testing.T) {
	tests := []struct {
		name, profile string
		want          Memory
		wantErr       string
	}{
		{"profile", heapProfile, Memory{Live: 700, Idle: 1000, Stacks: 400}, ""},
		{"windows line ends", strings.ReplaceAll(heapProfile, "\n", "\r\n"), Memory{Live: 700, Idle: 1000, Stacks: 400}, ""},
		{"a figure is missing", strings.Replace(heapProfile, "HeapReleased", "Released", 1), Memory{}, "# HeapReleased"},
		{"too big a figure", strings.Replace(heapProfile, "= 3000", "= 99999999999999999999", 1), Memory{}, "out of range"},
		{"another page", "<html>pprof</html>", Memory{}, "# HeapAlloc"},
		{"nothing", "", Memory{}, "# HeapAlloc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseMemory(tt.profile)
			if tt.wantErr == "" && err != nil || tt.wantErr != "" && (err == nil || !strings.Contains(err.Error(), tt.wantErr)) {
				t.Fatalf("parseMemory: %v; want an error with %q", err, tt.wantErr)
			}
			if got != tt.want {
				t.Errorf("parseMemory = %+v; want %+v", got, tt.want)
			}
		})
	}
}

// TestParseRealProfiles reads the profiles of this process, as this Go writes them.
func TestParseRealProfiles(t *testing.T) {
	var heap, goroutines strings.Builder
	if err := pprof.Lookup("heap").WriteTo(&heap, 1); err != nil {
		t.Fatal(err)
	}
	m, err := parseMemory(heap.String())
	if err != nil || m.Live <= 0 || m.Idle < 0 || m.Stacks <= 0 {
		t.Errorf("parseMemory = %+v, %v; want a heap and stacks", m, err)
	}
	if err := pprof.Lookup("goroutine").WriteTo(&goroutines, 1); err != nil {
		t.Fatal(err)
	}
	if got := parseGoroutines(goroutines.String()); got < 1 {
		t.Errorf("parseGoroutines = %d; want one at least, this test's", got)
	}
}

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
