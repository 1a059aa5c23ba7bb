package main

import (
	"cmp"
	"flag"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

// firstDebug is the first step whose service has a debug listener.
const firstDebug = 4

// minOpenFiles is what a service needs for itself, with room for a few requests.
const minOpenFiles = 32

// serviceOptions are the flags of run that are about the service alone.
type serviceOptions struct {
	debugAddr string // where its profiles are; "off" or "" for none
	variables variables
	openFiles int    // at most; 0 if not given
	answer    string // in place of the solution's own lines; "" for none
	swap      *swap  // that answer, once check has found it
}

func (o *serviceOptions) register(env *env, flags *flag.FlagSet) {
	o.registerDebug(env, flags)
	flags.Var(&o.variables, "env",
		"one more variable of the service's environment, and of nothing else's, as `NAME=VALUE`:\nGOGC=50; may be given again")
	flags.IntVar(&o.openFiles, "open-files", 0,
		"the service may have at most `n` files and connections open (not on Windows)")
	flags.StringVar(&o.answer, "answer", "",
		"run a solution as it was shipped with this answer of the corpus in place, as in\n5.3-wrong-request-context: `NAME` is a file of internal/lesson/answers/STEP")
}

// registerDebug is register for where the profiles are.
func (o *serviceOptions) registerDebug(env *env, flags *flag.FlagSet) {
	flags.StringVar(&o.debugAddr, "debug-addr", cmp.Or(env.Getenv("DEBUG_ADDR"), "127.0.0.1:6060"),
		"where the service's profiles are, from step 4 on, as `host:port`;\nport 0 picks a free one, off is none")
}

// check tells what is wrong with the flags for a service of that folder.
func (o *serviceOptions) check(flags *flag.FlagSet, d lesson.Dir) error {
	given := givenFlags(flags)
	if given["debug-addr"] && d.Step.Number < firstDebug {
		return usageErrorf("-debug-addr: %s has no debug listener: step %d is the first that has one\nLeave the flag away.", d.Path(), firstDebug)
	}
	if given["max-open"] && o.variables.has("ORDERS_MAX_OPEN") {
		return usageErrorf("-env ORDERS_MAX_OPEN and -max-open are the same: leave one away")
	}
	if given["open-files"] {
		if err := checkOpenFiles(o.openFiles); err != nil {
			return err
		}
	}
	if given["answer"] {
		var err error
		o.swap, err = findSwap(d, strings.TrimSuffix(o.answer, ".go.txt"))
		return err
	}
	return nil
}

// checkOpenFiles tells a number of open files that cannot be set, or that no
// service can live with.
func checkOpenFiles(n int) error {
	most := mostOpenFiles()
	switch {
	case most == 0:
		return usageErrorf("-open-files: Windows has no such limit for a process\nTry it on Linux or macOS, or in WSL.")
	case n < minOpenFiles || uint64(n) > most:
		return usageErrorf("-open-files is %d; it is %d to %d here, as in: -open-files 256\nNo limit but the system's: leave it away.", n, minOpenFiles, most)
	}
	return nil
}

// wantsDebug reports whether the service listens for those who want its profiles.
func (o runOptions) wantsDebug() bool {
	return o.dir.Step.Number >= firstDebug && o.service.debugAddr != "" && o.service.debugAddr != off
}

// name is what to call the service.
func (o runOptions) name() string {
	if o.service.swap == nil {
		return o.dir.Path()
	}
	return fmt.Sprintf("%s with the answer %q in place", o.dir.Path(), o.service.swap.Name)
}

// command is how to start the service. Where its open files are limited, a shell
// sets the limit and becomes the service: the process, its group and its signals
// stay the same. Both the soft limit and the hard one are set, because a Go program
// raises the first to the second when it starts.
func (o *serviceOptions) command(program string) *exec.Cmd {
	if o.openFiles == 0 {
		return exec.Command(program)
	}
	return exec.Command("sh", "-c", `ulimit -n "$1" && exec "$0"`, program, strconv.Itoa(o.openFiles))
}

// variables are the values of -env, as typed.
type variables []string

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// insteadOf is what to use for a variable that run sets itself, or reads.
var insteadOf = map[string]string{
	"ORDERS_ADDR":             "use -addr",
	"ORDERS_DSN":              "use -dsn",
	"DEBUG_ADDR":              "use -debug-addr",
	"STATSD_ADDR":             "use -statsd-addr, or export it for a StatsD server of your own",
	"NEW_RELIC_COLLECTOR_URL": "use -collector-addr, or export it for a collector of your own",
	"NEW_RELIC_LICENSE_KEY":   "export it: a command line is no place for a key",
}

// Set adds one, and is called by package flag.
func (v *variables) Set(text string) error {
	name, _, ok := strings.Cut(text, "=")
	switch {
	case !ok:
		return fmt.Errorf("it is NAME=VALUE, as in: -env GOGC=50")
	case !variableName.MatchString(name):
		return fmt.Errorf("%q is no name of a variable; it is NAME=VALUE, as in: -env GOGC=50", name)
	}
	// Windows does not tell upper from lower case in these names.
	if instead, ok := insteadOf[strings.ToUpper(name)]; ok {
		return fmt.Errorf("run itself tells the service its %s: %s", name, instead)
	}
	*v = append(*v, text)
	return nil
}

// String is what stands behind the first -env on the command line.
func (v *variables) String() string { return strings.Join(*v, " -env ") }

func (v variables) has(name string) bool {
	for _, text := range v {
		if own, _, _ := strings.Cut(text, "="); strings.EqualFold(own, name) {
			return true
		}
	}
	return false
}
