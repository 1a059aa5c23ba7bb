package statsdtest

import (
	"runtime"
	"strings"
)

// CallsNew reports whether f, or what it calls, makes a client: whether it calls New
// of gopkg.in/alexcesaro/statsd.v2. It asks the profile of allocations, which sees
// a client that sends to some other place, too.
func CallsNew(f func()) bool {
	defer func(rate int) { runtime.MemProfileRate = rate }(runtime.MemProfileRate)
	runtime.MemProfileRate = 1 // record each allocation, and so who makes it
	before := allocatedInNew()
	f()
	return allocatedInNew() > before
}

// allocatedInNew is how many objects were allocated below statsd.New.
func allocatedInNew() int64 {
	runtime.GC() // the profile is of the last collection but one
	runtime.GC()
	var records []runtime.MemProfileRecord
	n, ok := runtime.MemProfile(nil, true)
	for !ok {
		records = make([]runtime.MemProfileRecord, n+100) // there may be more by now
		n, ok = runtime.MemProfile(records, true)
	}
	objects := int64(0)
	for _, r := range records[:n] {
		for frames, more := runtime.CallersFrames(r.Stack()), true; more; {
			var frame runtime.Frame
			if frame, more = frames.Next(); strings.HasSuffix(frame.Function, "statsd%2ev2.New") {
				objects += r.AllocObjects
			}
		}
	}
	return objects
}
