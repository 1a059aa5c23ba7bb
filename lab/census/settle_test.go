package census

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestSettle(t *testing.T) {
	tests := []struct {
		name   string
		read   func(i int) int
		want   int
		rested bool
		took   time.Duration
	}{
		{"at rest from the start", func(int) int { return 3 }, 3, true, (alike - 1) * readEvery},
		{"at rest after a while", func(i int) int { return max(7, 20-i) }, 7, true, (13 + alike - 1) * readEvery},
		{"a change in between", func(i int) int { return min(i/(alike-1), 1) }, 1, true, (2*alike - 2) * readEvery},
		{"never", func(i int) int { return i % 2 }, 0, false, settleTimeout},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, i := time.Now(), -1
				got, rested := settle(t.Context(), func(context.Context) int { i++; return tt.read(i) })
				if rested != tt.rested || tt.rested && got != tt.want {
					t.Errorf("settle = %d, %v; want %d, %v", got, rested, tt.want, tt.rested)
				}
				if took := time.Since(began); took != tt.took {
					t.Errorf("settle took %v; want %v", took, tt.took)
				}
			})
		})
	}
}

// TestSettleStops cancels while nothing is at rest.
func TestSettleStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		i := 0
		_, rested := settle(ctx, func(context.Context) int {
			if i++; i == 5 {
				cancel()
			}
			return i
		})
		if rested || i != 5 {
			t.Errorf("settle reported %v after %d readings; want false after 5", rested, i)
		}
	})
}
