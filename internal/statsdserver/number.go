package statsdserver

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
)

// parseNumber reads a number as JavaScript, the language of Etsy's server, reads
// it: with spaces around it, in decimal, or in whole hexadecimal, octal or binary
// digits; spaces alone are 0. It refuses what is not finite.
func parseNumber(s string) (float64, bool) {
	if s == "" {
		return 0, false
	}
	s = trimSpace(s)
	if s == "" {
		return 0, true
	}
	if len(s) > 2 && s[0] == '0' {
		switch s[1] {
		case 'x', 'X':
			return parseWhole(s[2:], 16)
		case 'o', 'O':
			return parseWhole(s[2:], 8)
		case 'b', 'B':
			return parseWhole(s[2:], 2)
		}
	}
	// ParseFloat alone would also take Inf, NaN, underscores and Go's hexadecimal.
	if !consistsOf(s, "0123456789.+-eE") {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil
}

// parseWhole reads a whole number without a sign in the digits of base.
func parseWhole(s string, base int) (float64, bool) {
	if s[0] == '+' || s[0] == '-' {
		return 0, false
	}
	whole, ok := new(big.Int).SetString(s, base)
	if !ok {
		return 0, false
	}
	n, _ := whole.Float64()
	return n, !math.IsInf(n, 0)
}

// parseRate reads "@0.1", with or without spaces behind it. It returns 0 for
// what is no rate: no value may count without end.
func parseRate(s string) float64 {
	digits, ok := strings.CutPrefix(strings.TrimRightFunc(s, isSpace), "@")
	if !ok || !consistsOf(digits, "0123456789.") {
		return 0
	}
	rate, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsInf(1/rate, 0) {
		return 0
	}
	return rate
}

// consistsOf reports whether s has no other characters than those of set.
func consistsOf(s, set string) bool {
	return strings.Trim(s, set) == ""
}

func trimSpace(s string) string { return strings.TrimFunc(s, isSpace) }

// isSpace reports whether JavaScript takes r for a space. It and Unicode differ
// over two characters.
func isSpace(r rune) bool {
	return r == '\uFEFF' || r != '\u0085' && unicode.IsSpace(r)
}
