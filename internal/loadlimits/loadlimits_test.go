package loadlimits

import (
	"testing"
	"time"
)

func TestRequestsAndDuration(t *testing.T) {
	tests := []struct {
		name           string
		rate, requests int
		duration       time.Duration
	}{
		{"a fraction of a second", 200, 790, 3950 * time.Millisecond},
		{"one", 1, 1, time.Second},
		{"the most", MaxRate, MaxRate * 600, MaxFor},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Requests(tt.rate, tt.duration); got != tt.requests {
				t.Errorf("Requests(%d, %v) = %d; want %d", tt.rate, tt.duration, got, tt.requests)
			}
			if got := Duration(tt.rate, tt.requests); got != tt.duration {
				t.Errorf("Duration(%d, %d) = %v; want %v", tt.rate, tt.requests, got, tt.duration)
			}
		})
	}
}

func TestFound(t *testing.T) {
	tests := []struct {
		name           string
		requests, hits int
		lookup         string
		want           int
	}{
		{"all lookups", 60_000, 100, "", MaxFound},
		{"half of them", 1600, 50, "", 100},
		{"busy", 790, 100, Busy, 790},
		{"current", 790, 50, Current, 395},
		{"no drivers", 790, 100, Customers, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Found(tt.requests, tt.lookup, tt.hits); got != tt.want {
				t.Errorf("Found(%d, %q, %d) = %d; want %d", tt.requests, tt.lookup, tt.hits, got, tt.want)
			}
		})
	}
}
