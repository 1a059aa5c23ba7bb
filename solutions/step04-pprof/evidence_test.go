package main

import (
	"testing"

	"example.com/metricsworkshop/internal/evidence"
)

// TestProfiles proves task 4.2: three profiles of this service under load, and
// what they say.
func TestProfiles(t *testing.T) {
	evidence.CheckProfiles(t)
}
