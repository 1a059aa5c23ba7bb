package main

import (
	"testing"

	"example.com/metricsworkshop/internal/evidence"
)

// TestLineup proves task 5.1: who leaks, by the numbers, and how each of the four
// lookups reads its rows.
func TestLineup(t *testing.T) {
	evidence.CheckLineup(t)
}
