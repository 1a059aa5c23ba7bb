package procmem

import (
	"os"
	"runtime"
	"testing"
)

func TestResidentSize(t *testing.T) {
	got := ResidentSize(t.Context(), os.Getpid())
	if runtime.GOOS == "windows" {
		if got != Unknown {
			t.Errorf("ResidentSize = %d; want %d, as its comment says", got, Unknown)
		}
		return
	}
	// A Go program occupies some megabytes, and no terabyte: the unit is right.
	if got < 1<<20 || got > 1<<40 {
		t.Errorf("ResidentSize of this process = %d; want bytes", got)
	}
	if got := ResidentSize(t.Context(), 0); got != Unknown {
		t.Errorf("ResidentSize of no process = %d; want %d", got, Unknown)
	}
}
