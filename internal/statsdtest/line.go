package statsdtest

import (
	"fmt"
	"strings"

	"example.com/metricsworkshop/internal/statsdserver"
)

// A Line is a line with one value, taken apart.
type Line struct {
	Key   string  // to the letter; a server drops some characters
	Type  string  // c, ms, g or s
	Value float64 // milliseconds for ms; 0 for s
	Text  string  // the value of s
}

// ParseLine takes a line apart. The error says why a StatsD server would refuse
// it.
func ParseLine(line string) (Line, error) {
	samples, bad, lines := statsdserver.Parse([]byte(line))
	switch {
	case len(bad) > 0:
		return Line{}, fmt.Errorf("line %q has %s", line, bad[0].Reason)
	case lines != 1 || len(samples) != 1:
		return Line{}, fmt.Errorf("%q has %d lines and %d values; want 1 and 1", line, lines, len(samples))
	}
	key, _, _ := strings.Cut(line, ":")
	s := samples[0]
	return Line{Key: key, Type: string(s.Type), Value: s.Value, Text: s.Text}, nil
}
