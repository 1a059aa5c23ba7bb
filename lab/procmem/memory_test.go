package procmem

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
		{"profile", heapProfile, Memory{Heap: 700, Idle: 1000, Stacks: 400}, ""},
		{"windows line ends", strings.ReplaceAll(heapProfile, "\n", "\r\n"), Memory{Heap: 700, Idle: 1000, Stacks: 400}, ""},
		{"a figure is missing", strings.Replace(heapProfile, "HeapReleased", "Released", 1), Memory{}, "# HeapReleased"},
		{"too big a figure", strings.Replace(heapProfile, "= 3000", "= 99999999999999999999", 1), Memory{}, "out of range"},
		{"another page", "<html>pprof</html>", Memory{}, "# HeapAlloc"},
		{"nothing", "", Memory{}, "# HeapAlloc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseMemory(tt.profile)
			if tt.wantErr == "" && err != nil || tt.wantErr != "" && (err == nil || !strings.Contains(err.Error(), tt.wantErr)) {
				t.Fatalf("ParseMemory: %v; want an error with %q", err, tt.wantErr)
			}
			if got != tt.want {
				t.Errorf("ParseMemory = %+v; want %+v", got, tt.want)
			}
		})
	}
}

// TestParseRealProfile reads the profile of this process, as this Go writes it.
func TestParseRealProfile(t *testing.T) {
	var heap strings.Builder
	if err := pprof.Lookup("heap").WriteTo(&heap, 1); err != nil {
		t.Fatal(err)
	}
	m, err := ParseMemory(heap.String())
	if err != nil || m.Heap <= 0 || m.Idle < 0 || m.Stacks <= 0 {
		t.Errorf("ParseMemory = %+v, %v; want a heap and stacks", m, err)
	}
}

// BenchmarkParseMemory reads a profile of a busy program.
func BenchmarkParseMemory(b *testing.B) {
	profile := strings.Repeat("1: 2048 [1: 2048] @ 0x4a1b2c 0x4a1b2c 0x4a1b2c\n#\t0x4a1b2b\tnet/http.(*conn).serve+0x4b\t/usr/local/go/src/net/http/server.go:2100\n", 2000) + heapProfile
	b.SetBytes(int64(len(profile)))
	for b.Loop() {
		if _, err := ParseMemory(profile); err != nil {
			b.Fatal(err)
		}
	}
}
