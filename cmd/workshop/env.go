package main

import (
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

// An env is what a verb may use of the world around it.
type env struct {
	Root   string // the repository's root
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	Getenv func(string) string

	// Hurry is closed by the second interrupt: stop at once, not in order.
	// The first one cancels the verb's context.
	Hurry <-chan struct{}

	verb verb
	find func(name string) (verb, error) // finds another verb, which a verb cannot name itself
}

// other finds another verb by its name.
func (e *env) other(name string) (verb, bool) {
	if e.find == nil {
		return verb{}, false
	}
	v, err := e.find(name)
	return v, err == nil
}

// flagSet returns an empty set of flags whose -h prints the verb's help.
func (e *env) flagSet() *flag.FlagSet {
	flags := flag.NewFlagSet(e.verb.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // parse reports errors, once and in our words
	return flags
}

// parse reads the flags in args, which may stand before and after the other
// arguments, and returns those others. For -h it prints the verb's help and
// returns flag.ErrHelp.
func (e *env) parse(flags *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	for {
		err := flags.Parse(args)
		if errors.Is(err, flag.ErrHelp) {
			e.printVerbHelp(flags)
			return nil, err
		}
		if err != nil {
			return nil, usageErrorf("%w\nSee: go tool workshop %s -h", err, e.verb.name)
		}
		if flags.NArg() == 0 {
			return rest, nil
		}
		rest = append(rest, flags.Arg(0))
		args = flags.Args()[1:]
	}
}

// givenFlags are the names of the flags that stand on the command line.
func givenFlags(flags *flag.FlagSet) map[string]bool {
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	return given
}

func asksForHelp(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return slices.Contains([]string{"-h", "-help", "--h", "--help"}, arg)
	})
}

var moduleLine = regexp.MustCompile(`(?m)^module\s+example\.com/metricsworkshop\s*$`)

// findRoot looks for the root module's go.mod in the working directory and above it.
func findRoot() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", environmentErrorf("%w", err)
	}
	// A $PWD such as /a/b/.. is taken as it is, and has no meaningful parent.
	for dir := filepath.Clean(start); ; dir = filepath.Dir(dir) {
		mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && moduleLine.Match(mod) {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", environmentErrorf("%s is not inside the workshop's repository\n"+
				"Go to the folder you cloned, or one below it, and try again.", start)
		}
	}
}
