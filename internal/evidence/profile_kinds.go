package evidence

import (
	"runtime"
	"slices"
	"strings"

	"github.com/google/pprof/profile"
)

// A kind is one of the three profiles that task 4.2 asks for.
type kind struct {
	name string // as in its path on the debug listener
	file string
	what string // for the reader
	ask  string // the path and query that gets it
}

var (
	goroutines = kind{"goroutine", "goroutine.pb.gz", "a goroutine profile", "goroutine"}
	heap       = kind{"heap", "heap.pb.gz", "a heap profile", "heap"}
	cpu        = kind{"cpu", "cpu.pb.gz", "a CPU profile", "profile?seconds=10"}

	kinds = []kind{goroutines, heap, cpu}
)

// command is what gets the profile.
func (k kind) command() string {
	program, url := "curl", "http://127.0.0.1:6060/debug/pprof/"+k.ask
	if runtime.GOOS == "windows" {
		program = "curl.exe" // PowerShell has another curl of its own
	}
	if strings.Contains(url, "?") {
		url = `"` + url + `"` // a shell would look for such a file
	}
	return program + " -o " + k.file + " " + url
}

// kindNames are the profiles by the types of their values, in the order in which
// runtime/pprof writes them.
var kindNames = map[string]string{
	"goroutine": goroutines.what,
	"alloc_objects alloc_space inuse_objects inuse_space": heap.what,
	"samples cpu":       cpu.what,
	"contentions delay": "a block or mutex profile",
	"threadcreate":      "a threadcreate profile",
	"goroutineleak":     "a goroutineleak profile",
}

// whatIs names a profile by its values.
func whatIs(p *profile.Profile) string {
	types := valueTypes(p)
	if name, ok := kindNames[types]; ok {
		return name
	}
	return "a profile of other values: " + types
}

func valueTypes(p *profile.Profile) string {
	var types []string
	for _, t := range p.SampleType {
		types = append(types, t.Type)
	}
	return strings.Join(types, " ")
}

// valueIndex is where the samples of a profile have their values of a type. The
// profile has that type: whatIs said so.
func valueIndex(p *profile.Profile, valueType string) int {
	return slices.IndexFunc(p.SampleType, func(t *profile.ValueType) bool { return t.Type == valueType })
}
