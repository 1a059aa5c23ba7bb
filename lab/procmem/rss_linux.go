package procmem

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// ResidentSize returns how many bytes of the machine's memory a process occupies,
// its RSS; Unknown if that is not to be had.
func ResidentSize(_ context.Context, pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return Unknown
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return Unknown
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return Unknown
	}
	return pages * int64(os.Getpagesize())
}
