package evidence

import "time"

// The limits between a service at work and one at rest. Beside each stands what an
// honest profile has that was taken early, about 20 s into the load of loadCommand
// with half its hits, on four busy processors, and what a service without any load
// has.
const (
	// minGroup is of goroutines with equal stacks: 56 after 20 s of the early
	// load, 3 more with every second; 1 or 2 at rest.
	minGroup = 20

	// minInuse is in bytes, those that functions of package main asked for: 28 MB
	// after 20 s of load; 1.2 MB at rest, which the debug listener asked for to
	// write the profiles. The heap profile has a sample for 512 KiB, so less than
	// 8 of them say nothing.
	minInuse = 4 << 20

	// minSamples is of the CPU profile, those with a function of package main, of
	// which a processor at work gives 100 a second: 98 in 10 s of load, none at
	// rest. Fewer than 10 are too few to be compared.
	minSamples = 10

	// minDuration is of the CPU profile; 10 s are asked for.
	minDuration = 5 * time.Second

	// sitting is the longest time between two of the three profiles. Taking them
	// takes less than a minute, and a second try some more.
	sitting = 15 * time.Minute

	// tie is the share of the largest value from which on another one is as good:
	// samples are few, and who is ahead by less is chance.
	tie = 0.95
)

// loadCommand starts the service of step 4 and its load, as the README has it: a
// quarter of the requests ask for receipts, and 6 a second leak.
const loadCommand = "go tool workshop run 4 -rate 100 -receipts 25 -hits 100 -for 2m"
