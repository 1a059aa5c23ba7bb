package statsd

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestRandomLines sends lines to both servers of which about half are bad, in
// datagrams of one line to many.
func TestRandomLines(t *testing.T) {
	const lines = 5000
	p := startPair(t, 90)
	r := newRand(t)
	var datagrams []string
	for sent := 0; sent < lines; {
		datagram := make([]string, 1+r.IntN(12))
		for i := range datagram {
			datagram[i] = randomLine(r)
		}
		sent += len(datagram)
		datagrams = append(datagrams, strings.Join(datagram, "\n"))
	}
	p.send(t, datagrams...)
	ours, etsy := p.flush(t)
	// Etsy's server takes the lines of unknown types for counters.
	unknown := 0
	for key := range etsy.Counters {
		if strings.HasPrefix(key, unknownKey) {
			unknown++
			delete(etsy.Counters, key)
			delete(etsy.CounterRates, key)
		}
	}
	figures := compare(t, ours, etsy)
	t.Logf("%d lines in %d datagrams: %d bad lines and %d figures, the same on both", etsy.Lines, etsy.Datagrams, etsy.Bad, figures)
	if etsy.Lines < lines || etsy.Bad < lines/3 || figures < 100 || unknown == 0 {
		t.Errorf("%d lines, %d bad, %d figures, %d counters of unknown types: too few to say something", etsy.Lines, etsy.Bad, figures, unknown)
	}
}

// unknownKey begins the names of lines of unknown types.
const unknownKey = "unknown"

// What random lines are made of. The bad parts are each enough to make a value bad
// on both servers.
var (
	keys = []string{
		"", "a", "b.c", "orders.id.state.get", "web/orders/{id} x", "é è", "t\u00a0\u2003t\ufeff", "next\u0085line", "=;-_",
		"x|y", "nul\x00 \x00", "broken\xff\xe2\x82utf8", " lead", "UPPER",
	}
	types        = []string{"c", "c", "ms", "ms", "g", "g", "s", " c", "ms\r", "g ", "c\t", "\u00a0ms", " s", "s\r"}
	unknownTypes = []string{"h", "d", "zz", "", "C", "counter", "m"}
	numbers      = []string{
		"0", "1", "2", "10", "+5", "-3", "-0", "0.5", ".5", "5.", "-1.5", "007", "1e3", "1E-2", "+1e2", "12345678901234567890",
		"0.1", "0.2", "0.3", "333.333333333", "0x1F", "0B101", "0o17", " 7", "7\t", "\u00a07", " ", "1e-400", "0.900623", "4.9e-324",
	}
	texts      = []string{"dan", "eve", "mallory", "", "0", "a b", "é", "-5", "{id}"}
	rates      = []string{"", "", "", "", "|@0.1", "|@0.5", "|@1", "|@2", "|@.25", "|@3.", "|@0.1\r", "|@0.1|junk"}
	tags       = []string{"", "", "", "|#", "|#a:b", "|#route:/orders,code:200", "|#a:b:c;d;e", "|#,", "|#a:b|@0.1", "|#a|#b"}
	badNumbers = []string{
		"", "x", "1x", "1,5", "1_000", "--1", "+-1", "e5", "1e", "0x", "0xg", "0x-1", "-0x10", ".", "1 2", "nan", "NaN", "inf", "0b2",
		"0x1p4", "\u00857", "\u200b7",
	}
	badRates = []string{"|", "|@", "|@x", "|0.1", "|@-1", "|@0.1x", "|@1.2.3", "|@.", "|@@1", "| @1", "||"}
)

// randomLine returns a line of one value or several.
func randomLine(r *rand.Rand) string {
	key, kinds := pick(r, keys), types
	switch r.IntN(20) {
	case 0:
		return pick(r, []string{"no colon", "a|c", "|", "|@0.1", "a|c|@0.1", "a|#b:1|c", "\r", " "})
	case 1:
		key, kinds = unknownKey+key, unknownTypes
	}
	var line strings.Builder
	line.WriteString(key + ":" + randomValue(r, kinds))
	for r.IntN(8) == 0 {
		line.WriteString(":" + randomValue(r, kinds))
	}
	return line.String() + pick(r, tags)
}

// randomValue returns what stands behind a colon: good or bad.
func randomValue(r *rand.Rand, kinds []string) string {
	kind, rate := pick(r, kinds), pick(r, rates)
	value := pick(r, numbers)
	if strings.TrimSpace(kind) == "s" {
		value = pick(r, texts)
	}
	switch r.IntN(6) {
	case 0:
		if kind != "s" {
			value = pick(r, badNumbers)
		}
	case 1:
		rate = pick(r, badRates)
	case 2:
		if r.IntN(4) == 0 {
			return value // no type
		}
	}
	return value + "|" + kind + rate
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }
