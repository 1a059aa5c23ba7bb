package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"

	"example.com/metricsworkshop/internal/lesson"
)

var labVerb = verb{
	name:    "lab",
	args:    "[STEP] [flags]",
	summary: "keep the workbench open: database, StatsD, New Relic, load and their page",
	details: `
Starts all that a service talks to, on this machine alone, and a page in the browser
that shows what the service does: a MySQL, which is built the first time (about a
minute), a StatsD server and a stand-in for New Relic's collector, each unless you
have your own (-dsn, STATSD_ADDR, NEW_RELIC_LICENSE_KEY or NEW_RELIC_COLLECTOR_URL),
and a load that the page starts. It prints the variables that point any service there.

With STEP, it builds and starts the service of that step. The page restarts and stops
it, and switches to another step; Enter builds and starts it anew, and with -watch so
does every file that is saved. What does not build leaves the one from before running.
In another terminal "run" uses this lab, too. Ctrl-C stops it all.

STEP is a starter or a solution: 2, step02, solutions/2.`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		o := runOptions{flags: flags, maxOpen: -1, control: true, allSteps: true}
		o.registerAddr(env, flags)
		o.service.registerDebug(env, flags)
		o.registerLab(env, flags)
		o.load.registerDatabase(flags)
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		if len(rest) > 0 {
			if o.dir, err = env.oneStep(rest); err != nil {
				return err
			}
			o.step = rest[0]
		}
		if err := o.load.checkDatabase(); err != nil {
			return err
		}
		env = o.withoutLeftovers(env)
		if err := o.checkLab(env); err != nil {
			return err
		}
		if err := o.load.checkFor(o.dir.Step.Number, o.dsn); err != nil {
			return err
		}
		if !o.wantsPage() {
			return usageErrorf("-page-addr is %s, and the page is what the lab is for: go tool workshop run has none then", o.pageAddr)
		}
		err = runLab(ctx, env, o)
		if errors.Is(err, context.Canceled) {
			return nil // Ctrl-C is how it ends
		}
		return err
	},
}

// runLab runs the lab, and the services that are asked for, until ctx is done; the
// error is ctx's then. Whatever happens, it leaves no process and no file behind.
func runLab(ctx context.Context, env *env, o runOptions) error {
	screen := newLoadProgress(env.Stderr)
	if other := attach(ctx, env, screen); other != nil {
		page := other.ready["page"]
		other.leave(env)
		return environmentErrorf("a lab runs already; its page is %s\n"+
			"Use that one, or stop it where it was started, with Ctrl-C.", page)
	}
	if err := o.checkAddrs(env); err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "workshop-lab-")
	if err != nil {
		return environmentErrorf("%w\nSee: go tool workshop doctor", err)
	}
	defer removeTemp(env, temp)
	backend, err := startBackend(ctx, env, o, screen)
	if err != nil {
		return err
	}
	defer backend.leave(env)
	defer backend.silence()
	defer removeLabFile(env, backend)
	if err := writeLabFile(env, backend); err != nil {
		return err
	}
	s := &session{env: env, o: o, backend: backend, screen: screen, temp: temp, lasts: true, enter: env.enterKey()}
	defer s.close()
	printLab(env, backend, o.dsn)
	backend.tell(wordLine("steps", stepChoices())) // a lab that cannot be told has ended, which is seen elsewhere
	if o.step != "" {
		s.watch()
		s.printAgain()
		s.order(ctx, "the lab is ready")
	}
	return s.run(ctx)
}

// stepChoices are what the page may ask for: the learner's own, and the solutions.
func stepChoices() []stepChoice {
	var choices []stepChoice
	for _, solution := range []bool{false, true} {
		for _, step := range lesson.Steps {
			path := lesson.Dir{Step: step, Solution: solution}.Path()
			choices = append(choices, stepChoice{Name: path, Title: path})
		}
	}
	return choices
}

// printLab says where the page is, and how any service finds what the lab holds. A
// password of the user's stays away.
func printLab(env *env, b *backend, dsn string) {
	fmt.Fprintf(env.Stdout, "\nThe lab's page is %s\nThe database is %s\n\nA service of your own, started elsewhere, finds the lab by\n", b.ready["page"], b.shown)
	variables := b.variables()
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		value := hidePassword(variables[name], dsn)
		if runtime.GOOS == "windows" {
			fmt.Fprintf(env.Stdout, "  $env:%s = '%s'\n", name, value)
		} else {
			fmt.Fprintf(env.Stdout, "  export %s='%s'\n", name, value)
		}
	}
	if strings.Contains(hidePassword(variables["ORDERS_DSN"], dsn), ":***@") {
		fmt.Fprintln(env.Stdout, "where *** is your password.")
	}
	if runtime.GOOS == "windows" {
		fmt.Fprint(env.Stdout, "(in sh: export ORDERS_DSN='...')\n\n")
	} else {
		fmt.Fprint(env.Stdout, "(in PowerShell: $env:ORDERS_DSN = '...')\n\n")
	}
	fmt.Fprint(env.Stdout, "Ctrl-C here stops it all.\n\n")
}
