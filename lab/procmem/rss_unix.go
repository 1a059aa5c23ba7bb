//go:build unix && !linux

package procmem

import (
	"context"
	"os/exec"
	"strconv"
	"strings"
)

// ResidentSize returns how many bytes of the machine's memory a process occupies,
// its RSS; Unknown if that is not to be had.
func ResidentSize(ctx context.Context, pid int) int64 {
	if pid <= 0 {
		return Unknown
	}
	out, err := exec.CommandContext(ctx, "ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return Unknown
	}
	kibibytes, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
	if err != nil {
		return Unknown
	}
	return kibibytes << 10
}
