package main

import (
	"flag"
	"io"
	"testing"
)

// TestLoadOptions holds what the reader and the lab are told of a load.
func TestLoadOptions(t *testing.T) {
	tests := []struct {
		name          string
		args          []string
		text, command string
	}{
		{"rate", []string{"-rate", "20"}, "20 requests a second for 20s; 50 % of the driver lookups find a driver on the way",
			"load -rate 20 -for 20s -hits 50 http://a:1\n"},
		{"hits", []string{"-for", "1m", "-hits", "0"}, "100 requests a second for 1m0s; 0 % of the driver lookups find a driver on the way",
			"load -rate 100 -for 1m0s -hits 0 http://a:1\n"},
		{"number", []string{"-rate", "200", "-lookup", "busy", "-hits", "100", "-requests", "790"},
			"790 requests, 200 a second, all of the lookup busy; 100 % of the driver lookups find a driver on the way",
			"load -rate 200 -requests 790 -hits 100 -lookup busy http://a:1\n"},
		{"no drivers", []string{"-rate", "200", "-lookup", "customers"}, "200 requests a second for 20s, all of the lookup customers",
			"load -rate 200 -for 20s -hits 50 -lookup customers http://a:1\n"},
		{"receipts", []string{"-rate", "100", "-receipts", "25"},
			"100 requests a second for 20s, 25 % of them for receipts and as many for their orders; 50 % of the driver lookups find a driver on the way",
			"load -rate 100 -for 20s -hits 50 -receipts 25 http://a:1\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var o loadOptions
			flags := flag.NewFlagSet("run", flag.ContinueOnError)
			flags.SetOutput(io.Discard)
			o.register(flags)
			if err := flags.Parse(tt.args); err != nil {
				t.Fatal(err)
			}
			if err := o.check(flags); err != nil || !o.wanted {
				t.Fatalf("check = %v, wanted %v; want a load without an error", err, o.wanted)
			}
			if text := o.String(); text != tt.text {
				t.Errorf("the reader is told %q; want %q", text, tt.text)
			}
			if command := o.command("a:1"); command != tt.command {
				t.Errorf("the lab is told %q; want %q", command, tt.command)
			}
		})
	}
}
