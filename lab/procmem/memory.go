// Package procmem tells how much memory a process holds: as its system sees it, and,
// of a Go program, as the program's own runtime counts it.
package procmem

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Unknown stands for a size that is not to be had.
const Unknown = -1

// Memory is what a Go program holds, in bytes, as its runtime counts it.
type Memory struct {
	Heap   int64 // objects, dead ones that are not yet collected too: runtime.MemStats.HeapAlloc
	Idle   int64 // in the heap, without use, and not given back to the system: HeapIdle - HeapReleased
	Stacks int64 // of all goroutines: StackInuse
}

var memStat = regexp.MustCompile(`(?m)^# (HeapAlloc|HeapIdle|HeapReleased|Stack) = (\d+)`)

// ParseMemory reads the figures of runtime.MemStats, with which the text form of a
// heap profile ends.
func ParseMemory(profile string) (Memory, error) {
	// What stands before is long, and only the figures are looked for.
	figures := profile[max(0, strings.LastIndex(profile, "# runtime.MemStats")):]
	found := map[string]int64{}
	for _, match := range memStat.FindAllStringSubmatch(figures, -1) {
		n, err := strconv.ParseInt(match[2], 10, 64)
		if err != nil {
			return Memory{}, fmt.Errorf("heap profile: %w", err)
		}
		found[match[1]] = n
	}
	for _, name := range []string{"HeapAlloc", "HeapIdle", "HeapReleased", "Stack"} {
		if _, ok := found[name]; !ok {
			return Memory{}, fmt.Errorf("the heap profile has no line # %s: is it one, with debug=1?", name)
		}
	}
	return Memory{
		Heap:   found["HeapAlloc"],
		Idle:   found["HeapIdle"] - found["HeapReleased"],
		Stacks: found["Stack"],
	}, nil
}
