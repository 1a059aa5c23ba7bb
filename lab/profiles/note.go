package profiles

import (
	"fmt"
	"time"

	"github.com/google/pprof/profile"
)

// note says in a few words what a profile holds, or what it holds more than base if
// that is not nil.
func note(kind string, prof, base *profile.Profile) string {
	n, sign := total(prof), ""
	if base != nil {
		n -= total(base)
		if n >= 0 {
			sign = "+"
		} else {
			sign, n = "−", -n
		}
	}
	switch kind {
	case KindGoroutine:
		if n == 1 {
			return sign + "1 goroutine"
		}
		return fmt.Sprintf("%s%d goroutines", sign, n)
	case KindHeap:
		return sign + size(n) + " in use"
	case KindAllocs:
		return sign + size(n) + " allocated"
	default:
		return sign + duration(n) + " of CPU time in " + duration(prof.DurationNanos)
	}
}

// total returns the sum of a profile's samples, in the unit that pprof shows first.
func total(prof *profile.Profile) (sum int64) {
	i, err := prof.SampleIndexByName("")
	if err != nil {
		return 0 // a profile without a sample type has no sample either
	}
	for _, s := range prof.Sample {
		sum += s.Value[i]
	}
	return sum
}

// size writes bytes for the reader, in the units of pprof, whose kB has 1024.
func size(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%.0f kB", float64(bytes)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}

// duration writes nanoseconds for the reader.
func duration(nanoseconds int64) string {
	return fmt.Sprintf("%.2f s", time.Duration(nanoseconds).Seconds())
}
