package census

import (
	"regexp"
	"strconv"
)

var goroutineTotal = regexp.MustCompile(`^goroutine profile: total (\d+)`)

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
