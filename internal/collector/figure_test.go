package collector

import "testing"

// TestFigure looks at the figures that are one digit longer when they are rounded.
func TestFigure(t *testing.T) {
	for f, want := range map[float64]string{
		0: "0.000", 0.0254: "0.025", 0.9994: "0.999", 0.9996: "1.00", 1.888: "1.89",
		9.994: "9.99", 9.996: "10.0", 15.34: "15.3", 99.94: "99.9", 99.96: "100", 999.6: "1,000", 4150.2: "4,150",
	} {
		if got := figure(f); got != want {
			t.Errorf("figure(%v) = %q; want %q", f, got, want)
		}
	}
}
