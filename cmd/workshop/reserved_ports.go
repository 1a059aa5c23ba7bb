package main

import (
	"regexp"
	"strconv"
)

// A portRange is a range of ports that Windows keeps for itself, first and last
// included: nobody can listen there, though nobody does.
type portRange struct{ first, last int }

func (r portRange) has(port int) bool { return r.first <= port && port <= r.last }

var portRangeLine = regexp.MustCompile(`(?m)^\s*(\d+)\s+(\d+)(?:\s|$)`)

// parseReserved reads what "netsh interface ipv4 show excludedportrange" prints,
// in whatever language: two columns of numbers.
func parseReserved(out string) []portRange {
	var ranges []portRange
	for _, match := range portRangeLine.FindAllStringSubmatch(out, -1) {
		first, errFirst := strconv.Atoi(match[1])
		last, errLast := strconv.Atoi(match[2])
		if errFirst == nil && errLast == nil {
			ranges = append(ranges, portRange{first, last})
		}
	}
	return ranges
}
