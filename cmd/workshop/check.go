package main

import (
	"context"
	"time"
)

// testTimeout is how long the tests of a step may take: the slowest takes a second or two.
const testTimeout = time.Minute

var checkVerb = verb{
	name:    "check",
	args:    "[STEP|TASK] [flags]",
	summary: "what is done, what is open, and what is wrong with the first open task",
	details: `
Runs a step's tests over your files, and prints a line for each task: done, open,
or not reached when its test did not get to run. What is wrong follows for the
first open one only. Without an argument it is the step whose folder you are in,
or else the first one with an open task.

The tests are the shipped ones, whatever you have changed in yours. Those that you
write, and your files of answers and profiles, are your own. Nothing of yours is
changed; what the tests said is kept in .workshop, for "go tool workshop".

With -json it prints one object. "ok" says whether all is done, and "steps" has for
each checked step: "step" (its number), "folder", "ok", "race", "problem" (null, or
why not all tests could speak: "kind", which is compile, vet, timeout, panic, exit,
race or no-test, "title", "text", "remedy"), "tasks" ("id", "title", "track", "file",
"status", "test", and "output" of an open one), "broken" (shipped tests of no task that
fail), "own" (tests of yours that fail) and "notes".`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		all := flags.Bool("all", false, "check every step")
		asJSON := flags.Bool("json", false, "print one JSON object")
		race := flags.Bool("race", false, "run the tests with the race detector, if this machine has a C compiler")
		timeout := flags.Duration("timeout", testTimeout, "how `long` the tests of a step may take")
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		if *timeout <= 0 {
			return usageErrorf("-timeout is %v; the tests need some time, as in -timeout 30s", *timeout)
		}
		targets, err := checkTargets(env, rest, *all)
		if err != nil {
			return err
		}
		c, err := newChecker(env, *timeout)
		if err != nil {
			return err
		}
		defer c.close()
		if *race {
			c.useRace(ctx)
		}
		results, err := c.checkAll(ctx, targets, !*asJSON)
		if err != nil {
			return err
		}
		if *asJSON {
			err = printJSON(env.Stdout, results)
		} else {
			c.printEnd(results)
		}
		if err == nil && !allOK(results) {
			err = errTold
		}
		return err
	},
}
