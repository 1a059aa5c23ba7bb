package evidence

import (
	"fmt"
	"time"

	"github.com/google/pprof/profile"

	"example.com/metricsworkshop/internal/verdict"
)

// atRest is the finding on a profile of a service that has nothing to do, or nil.
func atRest(k kind, p *profile.Profile) *verdict.Finding {
	switch k {
	case goroutines:
		return fewGoroutines(p)
	case heap:
		return littleHeap(p)
	default:
		return littleWork(p)
	}
}

func fewGoroutines(p *profile.Profile) *verdict.Finding {
	var biggest int64
	if all := groups(p); len(all) > 0 {
		biggest = all[0].count
	}
	if biggest >= minGroup {
		return nil
	}
	return underLoad(goroutines, fmt.Sprintf("%d goroutines, at most %d of them with the same stack", total(p, 0), biggest),
		fmt.Sprintf("%d or more with the same stack", minGroup),
		"at rest, and in the first seconds of a load, there is no crowd to be seen")
}

func littleHeap(p *profile.Profile) *verdict.Finding {
	inuse := blameOf(p, valueIndex(p, "inuse_space")).inMain()
	if inuse >= minInuse {
		return nil
	}
	return underLoad(heap, fmt.Sprintf("%.1f MB in use that functions of package main asked for", float64(inuse)/(1<<20)),
		fmt.Sprintf("%d MB or more", minInuse>>20),
		"the service was at rest, or had no requests for receipts, or receipt.go is repaired already: put that away (git stash push receipt.go), take the profiles, and bring it back (git stash pop)")
}

func littleWork(p *profile.Profile) *verdict.Finding {
	if d := time.Duration(p.DurationNanos); d < minDuration {
		return underLoad(cpu, fmt.Sprintf("a CPU profile of %v", d.Round(100*time.Millisecond)),
			fmt.Sprintf("%v or more; 10 s are good", minDuration),
			"it takes 100 samples a second of a busy processor, and none of an idle one: a short profile is chance")
	}
	samples := blameOf(p, valueIndex(p, "samples")).inMain()
	if samples >= minSamples {
		return nil
	}
	return underLoad(cpu, fmt.Sprintf("%d samples with a function of package main, of %d", samples, total(p, valueIndex(p, "samples"))),
		fmt.Sprintf("%d or more", minSamples),
		"the service did next to nothing in that time: the load must run while the profile is taken")
}

// underLoad is a finding on a profile that has to be taken again under load.
func underLoad(k kind, got, want, why string) *verdict.Finding {
	return &verdict.Finding{
		Called: "read " + k.file,
		Got:    got,
		Want:   want + ": under load, which starts with\n" + loadCommand + "\nand in another terminal\n" + k.command(),
		Why:    why,
	}
}

// idleWithoutMain reports whether a profile has no function of package main only
// because the service was at rest: nothing of it, or of its own, ran or asked for
// memory. A goroutine profile always has main itself.
func idleWithoutMain(k kind, p *profile.Profile) bool {
	switch {
	case len(mainFolders(p)) > 0 || k == goroutines:
		return false
	case k == heap:
		return total(p, valueIndex(p, "inuse_space")) < minInuse
	default:
		return total(p, valueIndex(p, "samples")) < minSamples
	}
}
