package evidence

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/google/pprof/profile"
)

// TestGarbage holds that no file makes a check panic: whatever can be read goes
// through all that a profile goes through.
func TestGarbage(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 2))
	s := honest(t)
	for _, k := range kinds {
		var plain bytes.Buffer
		if err := s.profiles[k].WriteUncompressed(&plain); err != nil {
			t.Fatal(err)
		}
		for _, data := range [][]byte{packed(t, s.profiles[k]), plain.Bytes()} {
			for range 60 {
				judge(k, data[:random.IntN(len(data))])
				damaged := bytes.Clone(data)
				for range 1 + random.IntN(8) {
					damaged[random.IntN(len(damaged))] = byte(random.UintN(256))
				}
				judge(k, damaged)
			}
		}
	}
}

// FuzzProfiles is TestGarbage with a will of its own.
func FuzzProfiles(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("404 page not found\n"))
	f.Add([]byte("\x1f\x8b\x08\x00"))
	f.Add(packed(f, &profile.Profile{SampleType: []*profile.ValueType{{Type: "goroutine", Unit: "count"}}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, k := range kinds {
			judge(k, data)
		}
	})
}

// judge does with a file's data what the checks do with a good one.
func judge(k kind, data []byte) {
	p, f := checkProfile(k, data, "")
	if f != nil {
		if p, f = readProfile(k, data); f != nil {
			return
		}
	}
	content(p)
	otherProgram(k, p)
	switch k {
	case goroutines:
		c := crowdOf(p)
		c.checkCount("60")
		c.checkWaiting("runtime.gopark")
	case cpu:
		blameQuestions[0].check("main.fill", p)
	case heap:
		blameQuestions[1].check("main.fill", p)
		blameQuestions[2].check("main.fill", p)
	}
}
