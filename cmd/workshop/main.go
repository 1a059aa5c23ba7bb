// Workshop is the workshop's command line. It checks what you have done of a step, gives
// hints, starts a step's service against a database, and checks the machine and the
// repository itself.
//
// Usage:
//
//	go tool workshop [VERB [arguments]]
//
// Without a verb it says where you are, and what to do next. "go tool workshop help"
// lists the verbs. All that a learner needs also works
// with plain go.
//
// The exit status is 0 if all is well, 1 if something failed, 2 for wrong
// usage, 3 if the machine is not ready, and 4 if the workshop itself is damaged.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
)

// A verb is one thing the command line can do.
type verb struct {
	name    string // as typed: "run"
	args    string // what follows the name in the usage line: "STEP [flags]"
	summary string // one line for the list of verbs
	details string // paragraphs for the verb's own help, above its flags
	run     func(ctx context.Context, env *env, args []string) error
}

// verbGroups are what the lists of verbs are made of, in the order in which a learner
// meets them.
var verbGroups = []struct {
	title string
	verbs []verb
}{
	{"While you work", []verb{
		checkVerb,
		watchVerb,
		hintVerb,
		diffVerb,
		solutionVerb,
		startVerb,
		reportVerb,
		resetVerb,
		undoVerb,
		backupsVerb,
	}},
	{"See it run", []verb{
		demoVerb,
		runVerb,
		labVerb,
		lineupVerb,
		bytesVerb,
	}},
	{"The machine, and the workshop itself", []verb{
		doctorVerb,
		packVerb,
		verifyVerb,
		syncVerb,
	}},
}

// verbs are those of all groups.
func verbs() []verb {
	var all []verb
	for _, g := range verbGroups {
		all = append(all, g.verbs...)
	}
	return all
}

func main() {
	ctx, hurry := interrupts()
	env := &env{
		Stdin:  os.Stdin,
		Stdout: os.Stdout,
		Stderr: os.Stderr,
		Getenv: os.Getenv,
		Hurry:  hurry,
	}
	os.Exit(workshop(ctx, env, os.Args[1:]))
}

// workshop finds the verb, runs it, reports its error and returns the exit status.
func workshop(ctx context.Context, env *env, args []string) int {
	name, err := dispatch(ctx, env, args)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errTold):
		return exitFailed
	default:
		fmt.Fprintf(env.Stderr, "%s: %v\n", name, err)
		return exitCode(err)
	}
}

// dispatch runs the verb that args ask for. The name it returns is what an error
// is reported under.
func dispatch(ctx context.Context, env *env, args []string) (name string, err error) {
	env.find = findVerb
	if len(args) == 0 {
		return "workshop", bare(env)
	}
	name, args = args[0], args[1:]
	if slices.Contains([]string{"help", "-h", "-help", "--help"}, name) {
		if len(args) == 0 {
			printHelp(env.Stdout)
			return "workshop help", nil
		}
		// The flags of a verb are known to nobody but the verb.
		name, args = args[0], []string{"-h"}
	}
	v, err := findVerb(name)
	if err != nil {
		return "workshop", err
	}
	name = "workshop " + v.name
	env.verb = v
	if env.Root, err = findRoot(); err != nil && !asksForHelp(args) {
		return name, err
	}
	return name, v.run(ctx, env, args)
}
