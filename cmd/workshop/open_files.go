package main

import "strconv"

// What a leak takes of the lab's open files. In the lab's process each connection to
// the workshop's own MySQL has both its ends, and one more where the delay is between
// them.
const (
	filesPerConnection = 3
	filesForItself     = 200 // of the page, the load and the rest, with room
)

// checkConnections tells early that a process cannot have as many connections open
// as a leak of so many takes.
func checkConnections(connections int) error {
	most := mostOpenFiles()
	need := uint64(connections*filesPerConnection + filesForItself)
	if most == 0 || need <= most {
		return nil
	}
	limit := 1
	for uint64(limit) < need {
		limit *= 2
	}
	advice := ""
	if fewer := (int(most) - filesForItself) / filesPerConnection; fewer >= minTarget {
		advice = "\nOr leak less: go tool workshop demo -target " + strconv.Itoa(fewer)
	}
	return environmentErrorf("%d connections take up to %d open files in one process, and one may have %d here\n"+
		"Raise the limit in this shell, and run it again: ulimit -n %d%s", connections, need, most, limit, advice)
}
