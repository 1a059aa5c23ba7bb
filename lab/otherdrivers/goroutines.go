package main

import (
	"runtime"
	"strings"
)

// goroutines counts those of this process by the function each began with.
func goroutines() map[string]int {
	buffer := make([]byte, 1<<20)
	buffer = buffer[:runtime.Stack(buffer, true)]
	count := map[string]int{}
	for stack := range strings.SplitSeq(string(buffer), "\n\n") {
		began := ""
		for line := range strings.SplitSeq(stack, "\n") {
			switch {
			case strings.HasPrefix(line, "goroutine "), strings.HasPrefix(line, "created by "), strings.HasPrefix(line, "\t"):
			case strings.Contains(line, "("):
				began = line[:strings.LastIndexByte(line, '(')] // without its arguments
			}
		}
		count[began]++
	}
	return count
}
