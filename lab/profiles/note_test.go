package profiles

import (
	"testing"

	"github.com/google/pprof/profile"
)

func TestNote(t *testing.T) {
	of := func(values ...int64) *profile.Profile {
		p := &profile.Profile{
			SampleType:    []*profile.ValueType{{Type: "other", Unit: "count"}, {Type: "shown", Unit: "count"}},
			DurationNanos: 5e9,
		}
		for _, v := range values {
			p.Sample = append(p.Sample, &profile.Sample{Value: []int64{1, v}})
		}
		return p
	}
	for _, tt := range []struct {
		kind       string
		prof, base *profile.Profile
		want       string
	}{
		{KindGoroutine, of(), nil, "0 goroutines"},
		{KindGoroutine, of(1), nil, "1 goroutine"},
		{KindGoroutine, of(20, 7), nil, "27 goroutines"},
		{KindGoroutine, of(27), of(20), "+7 goroutines"},
		{KindGoroutine, of(20), of(21), "−1 goroutine"},
		{KindGoroutine, of(20), of(20), "+0 goroutines"},
		{KindHeap, of(1<<20 - 1<<10), nil, "1023 kB in use"},
		{KindHeap, of(1 << 20), nil, "1.0 MB in use"},
		{KindHeap, of(0), of(3 << 19), "−1.5 MB in use"},
		{KindAllocs, of(200 << 20), nil, "200.0 MB allocated"},
		{KindCPU, of(1_500_000_000), nil, "1.50 s of CPU time in 5.00 s"},
		{KindCPU, of(), of(20_000_000), "−0.02 s of CPU time in 5.00 s"},
		{KindGoroutine, &profile.Profile{}, nil, "0 goroutines"},
	} {
		if got := note(tt.kind, tt.prof, tt.base); got != tt.want {
			t.Errorf("note(%s) = %q; want %q", tt.kind, got, tt.want)
		}
	}
}
