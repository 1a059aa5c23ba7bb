package statsdserver

import (
	"strings"
	"testing"
)

func TestParseNumber(t *testing.T) {
	tests := []struct {
		in   string
		want float64
		ok   bool
	}{
		{"0", 0, true},
		{"12", 12, true},
		{"-1.5", -1.5, true},
		{"+3", 3, true},
		{"5.", 5, true},
		{".5", 0.5, true},
		{"1e3", 1000, true},
		{"1E-3", 0.001, true},
		{"017", 17, true},
		{" 7\t", 7, true},
		{"\u00a07\ufeff", 7, true},
		{" ", 0, true},
		{"0x1F", 31, true},
		{"0o17", 15, true},
		{"0B101", 5, true},
		{"0x20000000000001", 9007199254740992, true},      // 2^53+1, halfway: to the even one
		{"0x8000000000000401", 9223372036854777856, true}, // above halfway
		{"0x1" + strings.Repeat("0", 20), 0x1p80, true},
		{"1e-400", 0, true},

		{"", 0, false},
		{"x", 0, false},
		{"1x", 0, false},
		{"1 2", 0, false},
		{"1,5", 0, false},
		{"1_000", 0, false},
		{"--1", 0, false},
		{".", 0, false},
		{"e5", 0, false},
		{"1e", 0, false},
		{"0x", 0, false},
		{"0xg", 0, false},
		{"0x-1", 0, false},
		{"-0x1", 0, false},
		{"0x1p4", 0, false},
		{"0b2", 0, false},
		{"\u00857", 0, false},
		{"NaN", 0, false},
		{"Infinity", 0, false},
		{"-inf", 0, false},
		{"1e400", 0, false},
		{"0x" + strings.Repeat("f", 300), 0, false},
	}
	for _, tt := range tests {
		if got, ok := parseNumber(tt.in); got != tt.want && ok || ok != tt.ok {
			t.Errorf("parseNumber(%q) = %v, %t; want %v, %t", tt.in, got, ok, tt.want, tt.ok)
		}
	}
}

func TestParseRate(t *testing.T) {
	tests := []struct {
		in   string
		want float64 // 0 is refused
	}{
		{"@0.1", 0.1},
		{"@1", 1},
		{"@2", 2},
		{"@.5", 0.5},
		{"@5.", 5},
		{"@0.1\r", 0.1},
		{"", 0},
		{"@", 0},
		{"0.1", 0},
		{"@x", 0},
		{"@0.1x", 0},
		{"@0", 0},
		{"@0.0", 0},
		{"@-1", 0},
		{"@+1", 0},
		{"@ 1", 0},
		{"@1e-1", 0},
		{"@0x1", 0},
		{"@.", 0},
		{"@1.2.3", 0},
		{"@Infinity", 0},
		{"@" + strings.Repeat("9", 400), 0},
		{"@0." + strings.Repeat("0", 309) + "1", 0}, // 1 over it is infinite
	}
	for _, tt := range tests {
		if got := parseRate(tt.in); got != tt.want {
			t.Errorf("parseRate(%q) = %v; want %v", tt.in, got, tt.want)
		}
	}
}

func TestName(t *testing.T) {
	tests := []struct {
		key, tags string
		want      string
	}{
		{"orders.id.get", "", "orders.id.get"},
		{"web/orders/{id} x", "", "web-orders-id_x"},
		{"a \t\u00a0b", "", "a_b"},
		{"a \x00 b", "", "a__b"},
		{"é_\xff\ufffd|", "", "_"},
		{"a=b;c-d", "", "a=b;c-d"},
		{"a", "t:u", "a;t=u"},
		{"a", "t:u,v", "a;t=u;v"},
		{"a", "t:u:v;w;x", "a;t=uv_w;x"},
		{"a", ",", "a;;"},
		{"a", "t:u|@0.1", "a;t=u0.1"},
		{"a", "t:u|#v:w", "a;t=u"},
		{"a", "route:/orders,code:200", "a;route=-orders;code=200"},
	}
	for _, tt := range tests {
		if got := name(tt.key, tt.tags); got != tt.want {
			t.Errorf("name(%q, %q) = %q; want %q", tt.key, tt.tags, got, tt.want)
		}
	}
}
