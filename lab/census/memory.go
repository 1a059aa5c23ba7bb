package census

import (
	"fmt"
	"regexp"
	"strconv"
)

// Memory is what a Go program holds, in bytes, as its runtime counts it.
type Memory struct {
	Live   int64 // in the heap after a collection: runtime.MemStats.HeapAlloc
	Idle   int64 // in the heap, without use, and not given back to the system: HeapIdle - HeapReleased
	Stacks int64 // of all goroutines: StackInuse
}

var (
	memStat        = regexp.MustCompile(`(?m)^# (HeapAlloc|HeapIdle|HeapReleased|Stack) = (\d+)`)
	goroutineTotal = regexp.MustCompile(`^goroutine profile: total (\d+)`)
)

// parseMemory reads the figures of runtime.MemStats, with which the text form of a
// heap profile ends.
func parseMemory(profile string) (Memory, error) {
	found := map[string]int64{}
	for _, match := range memStat.FindAllStringSubmatch(profile, -1) {
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
		Live:   found["HeapAlloc"],
		Idle:   found["HeapIdle"] - found["HeapReleased"],
		Stacks: found["Stack"],
	}, nil
}

// parseGoroutines reads the number in the first line of the text form of a goroutine
// profile; it returns Unknown if that is something else.
func parseGoroutines(profile string) int {
	match := goroutineTotal.FindStringSubmatch(profile)
	if match == nil {
		return Unknown
	}
	n, err := strconv.Atoi(match[1])
	if err != nil {
		return Unknown
	}
	return n
}
