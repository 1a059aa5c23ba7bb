package statsdserver

import "strings"

// A Type is a kind of metric, as a line spells it.
type Type string

// The types of StatsD.
const (
	Counter Type = "c"
	Time    Type = "ms"
	Gauge   Type = "g"
	Set     Type = "s"
)

// A Sample is one value that a client sent.
type Sample struct {
	Key   string // the name, in the characters that Etsy's server leaves in it
	Type  Type
	Value float64 // finite; milliseconds for a Time; 0 for a Set
	Text  string  // the value of a Set, never empty
	Delta bool    // the Value of a Gauge is a change
	Rate  float64 // the share of such values that the client sends; 1 if the line does not say
}

// A BadLine is a line with a value that was refused.
type BadLine struct {
	Line   string
	Reason Reason
}

// A Reason says why a value was refused.
type Reason string

// Why a value is refused. All but UnknownType are what Etsy's server calls a bad
// line.
const (
	NoValue     Reason = "no colon with a value after it"
	NoType      Reason = "no | with a type after the value"
	BadRate     Reason = "a sample rate that is no @ and a number above 0"
	BadNumber   Reason = "a value that is no finite number"
	Negative    Reason = "a time below 0"
	UnknownType Reason = "a type that is none of c, ms, g and s"
)

// Parse reads a datagram. Each line gives as many samples and bad lines together
// as it has values; a line without any gives one bad line. lines is how many
// lines there were, empty ones not counted.
func Parse(datagram []byte) (samples []Sample, bad []BadLine, lines int) {
	for line := range strings.SplitSeq(string(datagram), "\n") {
		if line == "" {
			continue
		}
		lines++
		head, tags, _ := strings.Cut(line, "|#")
		key, values, found := strings.Cut(head, ":")
		if !found {
			bad = append(bad, BadLine{line, NoValue})
			continue
		}
		key = name(key, tags)
		for value := range strings.SplitSeq(values, ":") {
			sample, reason := parseValue(value)
			if reason != "" {
				bad = append(bad, BadLine{line, reason})
				continue
			}
			sample.Key = key
			samples = append(samples, sample)
		}
	}
	return samples, bad, lines
}

// parseValue reads what stands behind a colon: a value, a type and, if the client
// samples, a rate. It returns a reason if it refuses the value.
func parseValue(s string) (Sample, Reason) {
	value, rest, found := strings.Cut(s, "|")
	if !found {
		return Sample{}, NoType
	}
	kind, rest, sampled := strings.Cut(rest, "|")
	sample := Sample{Type: Type(trimSpace(kind)), Rate: 1}
	if sampled {
		rate, _, _ := strings.Cut(rest, "|")
		if sample.Rate = parseRate(rate); sample.Rate == 0 {
			return Sample{}, BadRate
		}
	}
	// Etsy's server checks the type with the spaces that may stand around it, and
	// goes by the type without them.
	if kind != "s" {
		n, ok := parseNumber(value)
		switch {
		case !ok:
			return Sample{}, BadNumber
		case kind == "ms" && n < 0:
			return Sample{}, Negative
		}
		sample.Value = n
	}
	switch sample.Type {
	case Counter, Time:
	case Gauge:
		sample.Delta = value[0] == '+' || value[0] == '-'
	case Set:
		sample.Value, sample.Text = 0, value
		if value == "" {
			sample.Text = "0"
		}
	default:
		return Sample{}, UnknownType
	}
	return sample, ""
}
