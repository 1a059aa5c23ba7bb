package profiles

// The kinds of profile that can be taken.
const (
	KindGoroutine = "goroutine" // where goroutines stand
	KindHeap      = "heap"      // what is alive, after a collection
	KindAllocs    = "allocs"    // all that was allocated since the service began
	KindCPU       = "cpu"       // where a few seconds went
)

// A Snapshot is one profile of a service, or the difference of two, which lies in
// memory with pprof's web UI over it. Its type is also the JSON that the page gets.
type Snapshot struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`           // one of the constants above
	Base    string `json:"base,omitempty"` // of a difference: the ID of what was subtracted
	Taken   int64  `json:"taken"`          // in milliseconds since 1970
	Service string `json:"service"`        // as live.Service names it
	Step    int    `json:"step"`           // of the service
	URL     string `json:"url"`            // of its web UI, a path on the page: "/pprof/1/"
	Note    string `json:"note"`           // what it holds, for the reader: "27 goroutines"
}
