package census

import (
	"os"
	"runtime"
	"testing"
)

func TestResidentSize(t *testing.T) {
	got := residentSize(t.Context(), os.Getpid())
	if runtime.GOOS == "windows" {
		if got != Unknown {
			t.Errorf("residentSize = %d; want %d, as its comment says", got, Unknown)
		}
		return
	}
	// A Go program occupies some megabytes, and no terabyte: the unit is right.
	if got < 1<<20 || got > 1<<40 {
		t.Errorf("residentSize of this process = %d; want bytes", got)
	}
	if got := residentSize(t.Context(), 0); got != Unknown {
		t.Errorf("residentSize of no process = %d; want %d", got, Unknown)
	}
}
