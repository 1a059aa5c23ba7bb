package profiles

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"path"
	"sync"
	"time"

	"github.com/google/pprof/driver"
	"github.com/google/pprof/profile"
)

// driverMu is held while the driver runs: it keeps its options in variables of its
// package. The pages that newPages returns need no lock.
var driverMu sync.Mutex

// The names under which the driver asks for its profiles.
const (
	mainSource = "main"
	baseSource = "base"
)

// newPages returns pprof's pages over a profile, minus base if that is not nil, by
// name. It takes the profiles over. Its caller holds driverMu.
func newPages(prof, base *profile.Profile) (map[string]http.Handler, error) {
	// Symbols are in the profile already, and an HTTPServer opens no browser of its own.
	args := []string{"-http=localhost:0", "-no_browser", "-symbolize=none"}
	sources := fetcher{mainSource: prof}
	if base != nil {
		args = append(args, "-diff_base="+baseSource)
		sources[baseSource] = base
	}

	var pages map[string]http.Handler
	o := &driver.Options{
		Flagset: newFlagSet(append(args, mainSource)),
		Fetch:   sources,
		Obj:     noPrograms{},
		UI:      silence{},
		HTTPServer: func(a *driver.HTTPServerArgs) error {
			pages = make(map[string]http.Handler, len(a.Handlers))
			for pattern, h := range a.Handlers {
				pages[path.Base(pattern)] = h
			}
			return nil
		},
	}
	if err := driver.PProf(o); err != nil {
		return nil, fmt.Errorf("pprof's web UI: %w", err)
	}
	return pages, nil
}

// A fetcher gives the driver its profiles, by name.
type fetcher map[string]*profile.Profile

// Fetch returns a profile and no address: the driver saves a copy of each profile
// with an address in the user's home.
func (f fetcher) Fetch(name string, _, _ time.Duration) (*profile.Profile, string, error) {
	prof, ok := f[name]
	if !ok {
		return nil, "", fmt.Errorf("there is no profile %q", name)
	}
	return prof, "", nil
}

// noPrograms keeps the driver from reading the service's program, and from running
// objdump and its like for that: the program may be another by now.
type noPrograms struct{}

var errNoPrograms = errors.New("programs are not read here")

func (noPrograms) Open(string, uint64, uint64, uint64, string) (driver.ObjFile, error) {
	return nil, errNoPrograms
}

func (noPrograms) Disasm(string, uint64, uint64, bool) ([]driver.Inst, error) {
	return nil, errNoPrograms
}

// silence is a terminal that nobody is at. What goes wrong with a page is on the page.
type silence struct{}

func (silence) ReadLine(string) (string, error)     { return "", io.EOF }
func (silence) Print(...any)                        {}
func (silence) PrintErr(...any)                     {}
func (silence) IsTerminal() bool                    { return false }
func (silence) WantBrowser() bool                   { return false }
func (silence) SetAutoComplete(func(string) string) {}

// A flagSet is a flag.FlagSet as the driver wants it, with its own arguments.
type flagSet struct {
	*flag.FlagSet
	args []string
}

func newFlagSet(args []string) flagSet {
	f := flagSet{flag.NewFlagSet("pprof", flag.ContinueOnError), args}
	f.SetOutput(io.Discard)
	return f
}

func (f flagSet) StringList(name, _, usage string) *[]*string {
	list := new([]*string)
	f.Func(name, usage, func(value string) error {
		*list = append(*list, &value)
		return nil
	})
	return list
}

func (f flagSet) ExtraUsage() string   { return "" }
func (f flagSet) AddExtraUsage(string) {}

// Parse returns the arguments behind the flags, none if a flag is wrong: the driver
// then says that it has no profile.
func (f flagSet) Parse(func()) []string {
	if err := f.FlagSet.Parse(f.args); err != nil {
		return nil
	}
	return f.Args()
}
