package evidence

import (
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/pprof/profile"

	"example.com/metricsworkshop/internal/verdict"
)

// shippedFolder is the folder of the solution's own profiles, for a test that runs
// in the folder work and reads from the folder evidence; "" if one of the two is
// that of a solution, whose evidence is its own.
func shippedFolder(work, evidence string) string {
	if inSolutions(work) || inSolutions(evidence) {
		return ""
	}
	return filepath.Join(work, "..", solutions, profiledStep)
}

func inSolutions(dir string) bool { return filepath.Base(filepath.Dir(dir)) == solutions }

// copied is the finding on a profile that is the solution's, or nil. What counts is
// the content, so that one which was packed again is a copy, too.
func copied(k kind, p *profile.Profile, shipped string) *verdict.Finding {
	if shipped == "" {
		return nil
	}
	data, err := os.ReadFile(filepath.Join(shipped, k.file))
	if err != nil {
		return nil // nothing to compare with
	}
	other, f := readProfile(k, data)
	if f != nil || p.TimeNanos != other.TimeNanos || !maps.Equal(content(p), content(other)) {
		return nil
	}
	return k.wrong("the solution's own profile: it was taken at the same nanosecond, and has the same samples",
		"its answers are printed with it; the point is that your service has the same fault")
}

// content is the sum of the values of each stack, without the addresses and
// numbers that change when a profile is written again.
func content(p *profile.Profile) map[string]int64 {
	sums := map[string]int64{}
	for _, s := range p.Sample {
		key := stackKey(s)
		for i, value := range s.Value {
			sums[p.SampleType[i].Type+"\n"+strings.TrimSpace(key)] += value
		}
	}
	return sums
}
