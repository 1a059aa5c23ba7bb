package main

import (
	"slices"
	"testing"
)

func TestOddFlags(t *testing.T) {
	tests := []struct {
		name, flags string
		want        []string
	}{
		{"none", "", nil},
		{"harmless", "-buildvcs=false --trimpath", nil},
		{"odd ones", "-mod=vendor -trimpath -tags=x", []string{"-mod=vendor", "-tags=x"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := oddFlags(tt.flags); !slices.Equal(got, tt.want) {
				t.Errorf("oddFlags(%q) = %q; want %q", tt.flags, got, tt.want)
			}
		})
	}
}

func TestParseReserved(t *testing.T) {
	const printed = "\r\nProtocol tcp Port Exclusion Ranges\r\n\r\n" +
		"Start Port    End Port\r\n----------    --------\r\n" +
		"      8005        8104\r\n     50000       50059     *\r\n\r\n" +
		"* - Administered port exclusions.\r\n"
	got := parseReserved(printed)
	want := []portRange{{8005, 8104}, {50000, 50059}}
	if !slices.Equal(got, want) {
		t.Fatalf("parseReserved = %v; want %v", got, want)
	}
	if !got[0].has(8080) || got[1].has(8080) {
		t.Errorf("has(8080) = %v, %v; want true, false", got[0].has(8080), got[1].has(8080))
	}
}

// TestMissingModules looks at an empty module cache, as on a fresh machine.
func TestMissingModules(t *testing.T) {
	t.Setenv("GOMODCACHE", t.TempDir())
	env := &env{Root: "../.."}
	got := lookAtModule(t.Context(), env, "", "the modules", fail, "go mod download")
	if len(got) != 1 || got[0].level != failure || got[0].text != "the modules are not all here" {
		t.Errorf("lookAtModule = %v; want one FAIL: the modules are not all here", got)
	}
}
