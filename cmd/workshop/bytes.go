package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"

	"example.com/metricsworkshop/internal/lesson"
	"example.com/metricsworkshop/internal/loadlimits"
)

const defaultBytesHits = 2000

var bytesVerb = verb{
	name:    "bytes",
	args:    "STEP [flags]",
	summary: "see where the bytes of 2,000 lookups are: in the service's heap, or elsewhere",
	details: `
Starts the service of a step and its database as run does, but for New Relic, and
measures both, at rest: before, after 2,000 requests of one lookup that find nothing,
and after 2,000 that find something. It prints a table and ends everything. The
difference in it is between the two kinds: the first one shows what any traffic
costs.

The figures of the service's heap are its own, from the debug listener of task 4.1.
They are taken after two garbage collections. RSS is how much of the machine's memory
a process occupies, as the system counts it (not on Windows). The database is part
of the process that sends the requests, unless it is yours.

With -receipts it asks for receipts instead: of one order, and then of as many
different ones.

STEP is a starter or a solution, from 4 on: 4, step04, solutions/4.`,
	run: func(ctx context.Context, env *env, args []string) error {
		flags := env.flagSet()
		b := bytesOptions{}
		b.register(flags)
		dsn := flags.String("dsn", "",
			"use your own MySQL or MariaDB, as `user:password@tcp(host:port)/database`\n(default is ORDERS_DSN if it is set)")
		var v variables
		flags.Var(&v, "env", "one more variable of the service's environment, and of nothing else's, as `NAME=VALUE`:\nGOGC=25; may be given again")
		rest, err := env.parse(flags, args)
		if err != nil {
			return err
		}
		dir, err := env.oneStep(rest)
		if err != nil {
			return err
		}
		o := measureOptions(dir, cmp.Or(*dsn, env.Getenv("ORDERS_DSN")), v)
		if err := b.check(flags, o); err != nil {
			return err
		}
		return measureStep(ctx, env, o, func(m measured) string {
			return b.command(m)
		})
	},
}

// bytesOptions are the flags of bytes alone.
type bytesOptions struct {
	hits, receipts int
	dbPID          int // 0 for unknown
}

func (b *bytesOptions) register(flags *flag.FlagSet) {
	flags.IntVar(&b.hits, "hits", defaultBytesHits, "send so `many` lookups of each kind")
	flags.IntVar(&b.receipts, "receipts", 0, "ask for so `many` receipts instead, of as many orders")
	flags.IntVar(&b.dbPID, "db-pid", 0, "the `number` of the process that your own database is, on this machine: for its RSS")
}

// check tells what is wrong with the flags.
func (b *bytesOptions) check(flags *flag.FlagSet, o runOptions) error {
	given := givenFlags(flags)
	switch {
	case o.dir.Step.Number < firstDebug:
		return usageErrorf("%s has no debug listener, which says what is in its heap: step %d is the first that has one, as in: go tool workshop bytes %s",
			o.dir.Path(), firstDebug, lesson.Dir{Step: lesson.Step{Name: fmt.Sprint(firstDebug)}, Solution: o.dir.Solution}.Path())
	case given["hits"] && given["receipts"]:
		return usageErrorf("-hits and -receipts are two measurements: leave one away")
	case b.hits < 1 || b.hits > loadlimits.MaxFound:
		return usageErrorf("-hits is %d; it is 1 to %d, as in: -hits %d", b.hits, loadlimits.MaxFound, defaultBytesHits)
	case given["receipts"] && (b.receipts < 1 || b.receipts > loadlimits.MaxReceipts):
		return usageErrorf("-receipts is %d; it is 1 to %d, as in: -receipts 1000", b.receipts, loadlimits.MaxReceipts)
	case given["db-pid"] && o.dsn == "":
		return usageErrorf("-db-pid is about a database of your own, which -dsn names; the workshop's needs none")
	case given["db-pid"] && b.dbPID < 1:
		return usageErrorf("-db-pid is %d; it is the number of a process", b.dbPID)
	}
	return nil
}

// command is what the lab is told to do.
func (b *bytesOptions) command(m measured) string {
	what := fmt.Sprintf("-n %d", b.hits)
	if b.receipts > 0 {
		what = fmt.Sprintf("-n %d -receipts", b.receipts)
	}
	return fmt.Sprintf("bytes %s -debug http://%s -pid %d -db-pid %d http://%s\n", what, m.debugAddr, m.pid, b.dbPID, m.addr)
}
